"""Add to a request what the person's browser leads to and no address does (LAW D-10)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, CaseEvent
from dsar.cases.told import BrowserRecord
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import declarations
from privacy.journal import operations as journal

_WAITING = (State.OPEN, State.IDENTITY)


def attach(*, case: Case, groups: Iterable[PersonalRows], now: datetime) -> int:
    """Add the rows that a browser has proved to be its own to a request; return how many are new.

    Raises ``WrongState`` once the request is worked on or answered.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if not may_attach(case):
            raise WrongState
        made = [
            BrowserRecord.objects.get_or_create(
                case=case, model=group.label, row=str(row.pk), defaults={"attached_at": now}
            )[1]
            for group in groups
            for row in group.rows
        ]
        if any(made):
            CaseEvent.objects.create(case=case, kind=EventKind.BROWSER_ADDED, at=now)
            facts: journal.Facts = {"case": case.pk, "rows": sum(made)}
            journal.append(stream=STREAM, event="dsar.browser_added", facts=facts, now=now)
    return sum(made)


def may_attach(case: Case) -> bool:
    """Tell whether something can still be added to a request."""
    # An erasure is planned by addresses; what a browser leads to is erased on the page of the browser itself.
    is_waiting = case.confirmed_at is not None and case.state in _WAITING
    return is_waiting and case.pass_on_by is None and case.right != Right.ERASURE


def attached(case: Case) -> Iterator[PersonalRows]:
    """Yield the rows that were added to a request and that are still there, by model."""
    yield from _rows(BrowserRecord.objects.filter(case=case))


def attached_by(addresses: Iterable[str]) -> Iterator[PersonalRows]:
    """Yield the rows that somebody added to their requests and that are still there, by model."""
    yield from _rows(BrowserRecord.objects.filter(case__contact__email__in=list(addresses)))


def _rows(records: QuerySet[BrowserRecord]) -> Iterator[PersonalRows]:
    added = dict[str, list[str]]()
    for label, row in records.values_list("model", "row").distinct():
        added.setdefault(label, []).append(row)
    # A record outlives the app that it names.
    for data in declarations.all_personal():
        if keys := added.get(data.model._meta.label_lower):
            yield PersonalRows(data=data, rows=data.model._base_manager.filter(pk__in=keys).order_by("pk"))
