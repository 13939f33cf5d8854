"""Doing an erasure again on a database that was restored from before it (LAW D-24, X-13)."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Model, QuerySet

from dsar.cases import deciding
from dsar.cases.enums import EventKind, JobState, State
from dsar.cases.models import Case, Contact, Job
from dsar.erasures import operations as erasing
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.inventory import declarations


def erase_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the very rows that were deleted; what a row carries with it goes too."""
    for rows in _rows(lines):
        rows.delete()


def rows_left(lines: Sequence[LedgerLine]) -> int:
    """Count the rows that were deleted once and are here."""
    return sum(rows.count() for rows in _rows(lines))


def forget_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the address of each request whose last letter had left, and close what this database thinks is open."""
    for line in lines:
        case_id = UUID(line.facts["case"])
        contact = Contact.objects.filter(case_id=case_id).first()
        waits = erasing.held_back(contact.email, line.at) if contact else {}
        Contact.objects.filter(case_id=case_id).delete()
        Job.objects.filter(case_id=case_id, state=JobState.DUE).update(
            state=JobState.WAITING if waits else JobState.DONE,
            ended_at=None if waits else line.at,
            lease_until=None,
            plan=waits,
        )
        case = Case.objects.filter(pk=case_id).first()
        if case is not None and case.is_unanswered:
            deciding.close(case=case, state=State.DONE, event=EventKind.ERASED, staff=None, now=line.at)


def addresses_left(lines: Sequence[LedgerLine]) -> int:
    """Count the addresses that were deleted once and are here."""
    return Contact.objects.filter(case_id__in=[line.facts["case"] for line in lines]).count()


def _rows(lines: Sequence[LedgerLine]) -> Iterator[QuerySet[Model]]:
    models = {data.model._meta.label_lower: data.model for data in declarations.all_personal()}
    ids: dict[str, list[str]] = {}
    for line in lines:
        for row in line.facts["rows"]:
            label, _colon, pk = row.partition(":")
            ids.setdefault(label, []).append(pk)
    for label, pks in ids.items():
        yield models[label]._base_manager.filter(pk__in=pks)
