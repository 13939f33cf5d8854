"""Repeat erasures on a database that was restored from before them (LAW D-24, X-13)."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from dsar.cases import deciding
from dsar.cases.enums import EventKind, JobState, State
from dsar.cases.models import Case, Contact, Job
from dsar.erasures import operations as erasures
from dsar.erasures.queries import ids_on_hold
from privacy.erasure.ledger_kinds import LedgerLine, register_kind


def erase_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the rows that the ledger lists, with the rows that cascade."""
    for rows in _rows(lines):
        rows.delete()


def rows_left(lines: Sequence[LedgerLine]) -> int:
    """Count the rows that the ledger lists as deleted and that the database has."""
    return sum(rows.count() for rows in _rows(lines))


def forget_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the address of each request whose last letter was sent; close the request if it is open here."""
    for line in lines:
        case_id = UUID(line.facts["case"])
        contact = Contact.objects.filter(case_id=case_id).first()
        waits = ids_on_hold(contact.email, line.at) if contact else {}
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
    """Count the addresses that the ledger lists as deleted and that the database has."""
    return Contact.objects.filter(case_id__in=[line.facts["case"] for line in lines]).count()


def _rows(lines: Sequence[LedgerLine]) -> Iterator[QuerySet[Model]]:
    ids: dict[str, list[str]] = {}
    for line in lines:
        for row in line.facts["rows"]:
            label, _colon, pk = row.partition(":")
            ids.setdefault(label, []).append(pk)
    for label, pks in ids.items():
        yield apps.get_model(label)._base_manager.filter(pk__in=pks)


register_kind(erasures.ERASED, apply=erase_again, remains=rows_left)
register_kind(erasures.FORGOTTEN, apply=forget_again, remains=addresses_left)
