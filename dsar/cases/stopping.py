"""End what a person can end at any time: marketing, profiling and use that rests on a consent."""

from collections.abc import Iterator
from datetime import datetime

from dsar.cases.enums import EventKind, Right
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.people import personal_rows
from privacy.inventory import stopping
from privacy.inventory.declarations import PersonalData
from privacy.inventory.stopping import StopRequest
from privacy.journal import operations as journal


def stop_use(*, case: Case, address: str, now: datetime) -> int:
    """End the uses that a confirmed request is about, in the caller's transaction; return the number of rows.

    Ends nothing under a right without ``stop_cause``.
    """
    cause = case.which_right.stop_cause
    if cause is None:
        return 0
    numbers = {
        group.label: group.data.stop.carry_out(group.rows, cause, now)
        for group in personal_rows.owned_by_model(address)
        if group.data.stop is not None and group.data.stops_at(cause)
    }
    rows = sum(numbers.values())
    if rows:
        CaseEvent.objects.create(case=case, kind=EventKind.USE_STOPPED, at=now)
    models: list[journal.Fact] = [f"{label}:{number}" for label, number in sorted(numbers.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"case": case.pk, "rows": rows, "models": models}
    journal.append(stream="dsar", event="dsar.use_stopped", facts=facts, now=now)
    return rows


def stop_requests(data: PersonalData) -> Iterator[StopRequest]:
    """Yield each confirmed objection and withdrawal whose address is known, whatever has become of the request."""
    rights = [right for right in Right if right.stop_cause is not None]
    contacts = Contact.objects.filter(case__right__in=rights, case__confirmed_at__isnull=False)
    for contact in contacts.select_related("case").prefetch_related("case__joined"):
        cause = contact.case.which_right.stop_cause
        rows = personal_rows.rows_in_model(data, contact.email)
        for case in (contact.case, *contact.case.joined.all()):
            if cause is not None and case.confirmed_at is not None:
                yield StopRequest(rows=rows, cause=cause, at=case.confirmed_at)


stopping.sources.add("dsar", stop_requests)
