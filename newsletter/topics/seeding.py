"""Topics from a seed file: ``[[topics]]``, for a site that has none yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from newsletter.topics.models import Topic
from privacy.register.errors import SeedError

_FIELDS = frozenset({"key", "title"})


@transaction.atomic
def seed_topics(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """Make the topics of a seed, and return their number; nothing where there are topics already.

    Raises ``SeedError``; then nothing was changed.
    """
    if Topic.objects.exists():
        return 0
    number = 0
    for number, row in enumerate(rows, start=1):
        if unknown := sorted(set(row) - _FIELDS):
            raise SeedError(f"topic {number}: there is no such field: {', '.join(unknown)}")
        topic = Topic(order=number, **row)
        try:
            topic.full_clean()
        except ValidationError as error:
            raise SeedError(f"topic {number}: {error}") from error
        topic.save()
    return number
