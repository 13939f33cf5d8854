"""Requests that ended the use of a person's data at once, and uses that went on in spite of them.

The app that receives such requests registers a source of them; the declaration of a model says how its use ends and
how a use is counted. Neither app knows the other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet

from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.enums import StopCause
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class StopRequest:
    """A confirmed request that ended the use of ``rows`` of one model at ``at``."""

    rows: QuerySet[Model]
    cause: StopCause
    at: datetime


StopRequests = Callable[[PersonalData], Iterable[StopRequest]]
sources: Registry[str, StopRequests] = Registry("source of requests that end a use")


def count_used_after_stop(data: PersonalData, *causes: StopCause) -> int:
    """Count the uses of one model's rows that went on after a request for one of these causes had ended them."""
    if data.stop is None:
        return 0
    requests = (request for source in sources.values() for request in source(data))
    return sum(
        data.stop.count_used_after(request.rows, request.at)
        for request in requests
        if request.cause in causes and request.cause in data.stop.causes
    )


def used_after_stop(*causes: StopCause) -> Iterator[tuple[PersonalData, int]]:
    """Yield each model whose use went on after a request had ended it, with the number of uses."""
    for data in declarations.all_personal():
        if uses := count_used_after_stop(data, *causes):
            yield data, uses
