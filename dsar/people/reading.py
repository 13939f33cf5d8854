"""Name the kind of data that cannot be read: staff leave that one out, or wait until it can be."""

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames

from django.db import DatabaseError

from dsar.people.errors import SourceFailed

# What can go wrong where a kind of data is read.
FAILURES = (DatabaseError, OSError, ValueError, TypeError, LookupError)


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Say of which kind of data an error is. Raises ``SourceFailed``."""
    try:
        yield
    except FAILURES as error:
        # Whatever still reads is closed before the caller rolls back: to close it afterwards would be an error in the
        # middle of the next transaction.
        clear_frames(error.__traceback__)
        raise SourceFailed(label) from error
