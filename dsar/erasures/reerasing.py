"""Repeat erasures on a database that was restored from before them (LAW D-24, X-13)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from dsar.cases import deciding
from dsar.cases.enums import EventKind, JobState, State
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.erasures import ledger_rows, undoing
from dsar.erasures import operations as erasures
from dsar.erasures.queries import ids_on_hold
from privacy.erasure.ledger_file import ledger_files
from privacy.erasure.ledger_kinds import LedgerLine, after_restore, register_kind
from privacy.erasure.models import LedgerEntry
from privacy.retention.removal import operations as removal
from privacy.retention.removal.queries import Clearing


def erase_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the rows that the ledger lists, with their files, and the rows that cascade."""
    # What cascades was deleted already when the erasure did not mask it: it would have stood in its way.
    for line in _still_valid(lines):
        for rows in ledger_rows.rows(line.facts["rows"]):
            removal.note_files(rows.model, list(rows.values_list("pk", flat=True)), line.at)
            rows.delete()


def rows_left(lines: Sequence[LedgerLine]) -> int:
    """Count the rows that the ledger lists as deleted and that the database has."""
    return sum(rows.count() for rows in _certain_rows(_still_valid(lines)))


def _still_valid(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """Leave out the lines of a request up to where its erasure was undone; a later erasure of it counts again."""
    undone = {line.facts["case"]: line.number for line in ledger_files()[0].lines() if line.kind == undoing.UNDONE}
    return [line for line in lines if line.number > undone.get(line.facts.get("case", ""), 0)]


def _certain_rows(lines: Sequence[LedgerLine]) -> Iterator[QuerySet[Model]]:
    # Once this database knows a line, it has deleted its rows: a number or a name there now is another row's.
    known = {*LedgerEntry.objects.filter(pk__in=[line.id for line in lines]).values_list("pk", flat=True)}
    names = [name for line in lines for name in line.facts["rows"] if line.id not in known or _is_unique(name)]
    return ledger_rows.rows(names)


def _is_unique(name: str) -> bool:
    return ledger_rows.is_never_reused(apps.get_model(name.partition(":")[0]))


def mask_again(lines: Sequence[LedgerLine]) -> None:
    """Empty the fields again that an erasure emptied in rows of others."""
    for line in _still_valid(lines):
        for rows in ledger_rows.rows(line.facts["rows"]):
            keys = list(rows.values_list("pk", flat=True))
            fields, of = tuple(line.facts["fields"]), tuple(line.facts.get("of", ()))
            removal.clear(Clearing(model=rows.model, fields=fields, keys=keys, of=of), now=line.at)


def forget_again(lines: Sequence[LedgerLine]) -> None:
    """Delete the address of each request whose last letter was sent; close the request if it is open here."""
    for line in _still_valid(lines):
        case_id = UUID(line.facts["case"])
        contact = Contact.objects.filter(case_id=case_id).first()
        waits = ids_on_hold(addresses_of(contact), line.at) if contact else {}
        if contact is not None:
            erasures.forget(contact)
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
    return Contact.objects.filter(case_id__in=[line.facts["case"] for line in _still_valid(lines)]).count()


@after_restore
def skip_used_keys(_now: datetime) -> None:
    """Let no new row get the number of one that was erased after the backup."""
    lines = (line for line in ledger_files()[0].lines() if line.kind == erasures.ERASED)
    ledger_rows.skip_used_keys(name for line in lines for name in line.facts["rows"])


register_kind(erasures.ERASED, apply=erase_again, remains=rows_left)
# What is emptied has no key of its own to look for; doing it again is harmless.
register_kind(erasures.MASKED, apply=mask_again, remains=lambda _lines: 0, is_an_end=False)
register_kind(erasures.FORGOTTEN, apply=forget_again, remains=addresses_left)
# It ends nothing: it says that the lines before it do not hold (``_still_valid``).
register_kind(undoing.UNDONE, apply=lambda _lines: None, remains=lambda _lines: 0, is_an_end=False)
