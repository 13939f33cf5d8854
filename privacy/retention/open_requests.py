"""Open requests hold back deletion: nothing that is being copied, corrected or disputed is deleted by time (LAW D-20).

An app that receives requests registers a ``RequestHold``. It is derived from the app's own rows, so that it begins
with the confirmed request and ends with the answer, and nobody has to place or lift it. An erasure that is carried out
is no deletion by time and passes it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, Q, QuerySet

from privacy.inventory.declarations import PersonalData
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """An open request, for the staff who see a row that stays because of it."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RequestHold:
    """What the open requests of an app hold back.

    ``exist(as_of)`` tells cheaply whether any request was open at a time. ``keeps(data, as_of)`` is the condition for
    a row of a model to stay. ``reasons(rows, data, as_of)`` lists the requests that hold back any of the rows.
    ``applies(data)``: to which models; those that an address leads to, unless it says others.
    """

    exist: Callable[[datetime], bool]
    keeps: Callable[[PersonalData, datetime], Q]
    reasons: Callable[[QuerySet[Model], PersonalData, datetime], list[OpenRequest]]
    applies: Callable[[PersonalData], bool] = field(default=lambda data: data.is_linkable)


request_holds: Registry[str, RequestHold] = Registry("hold by open requests")


def exclude_requested(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Leave out the rows of a model that an open request holds back; one cheap query while there is none."""
    for hold in _active(data, as_of):
        rows = rows.exclude(pk__in=_kept(hold, data, as_of).values("pk"))
    return rows


def only_requested(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Return the rows that an open request holds back."""
    condition = Q(pk__in=[])
    for hold in _active(data, as_of):
        condition |= Q(pk__in=_kept(hold, data, as_of).values("pk"))
    return rows.filter(condition)


def requests_that_hold(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> list[OpenRequest]:
    """Return the open requests that hold back any of these rows."""
    return [request for hold in _active(data, as_of) for request in hold.reasons(rows, data, as_of)]


def _kept(hold: RequestHold, data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    return data.model._base_manager.filter(hold.keeps(data, as_of)).order_by()


def _active(data: PersonalData, as_of: datetime) -> Iterator[RequestHold]:
    if data.retention.waits_for_requests:
        yield from (hold for hold in request_holds.values() if hold.applies(data) and hold.exist(as_of))
