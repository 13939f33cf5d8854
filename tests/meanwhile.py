"""What another process does to a row between the moment a request read it and the moment it saves it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_init


@contextmanager
def meanwhile(row: Model, act: Callable[[], object], *, read: int = 1) -> Iterator[None]:
    """Act once, right after ``row`` has been read for the ``read``-th time."""
    reads = 0

    def note(*, instance: Model, **_kwargs: Any) -> None:
        nonlocal reads
        reads += instance.pk == row.pk
        if reads == read and instance.pk == row.pk:
            reads += 1
            act()

    post_init.connect(note, sender=type(row))
    try:
        yield
        assert reads > read, "nobody read the row so often"
    finally:
        post_init.disconnect(note, sender=type(row))
