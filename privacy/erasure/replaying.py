"""After a restore: do again what the ledger knows and this database does not, and prove that nothing of it is left."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import uuid4

from django.db import transaction

from privacy.erasure import ledger_kinds, restore_guard
from privacy.erasure import operations as erasure
from privacy.erasure.errors import LedgerBehind, NotErasedAgain
from privacy.erasure.ledger_file import LedgerEnd, ledger_files, next_line, write_lines
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.erasure.models import LedgerEntry
from privacy.erasure.restores import REPLAYED, STREAM, last_known_time
from privacy.erasure.revision_numbers import RESTORED
from privacy.journal import operations as journal
from privacy.journal.queries import last_entries
from privacy.retention import operations as retention

_BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class ReplayResult:
    """How many lines were done again, how many of all were looked for and found gone, and what retention deleted."""

    again: int
    proven: int
    deleted: int


def declare_restore(
    *, backup_at: datetime | None, heads_then: Iterable[tuple[str, int, str]], revision: int = 0, now: datetime
) -> LedgerLine:
    """Write into the ledger, before it happens, that a database is being restored; all close within seconds.

    ``heads_then`` are the last entries of the journal in what is restored: up to them it must be what was signed, and
    what was signed beyond them until now is known to be lost (``verify_journal``). ``revision`` is the highest revision
    in what is replaced, 0 if that cannot be read.
    """
    first, *others = ledger_files()
    facts = {
        "backup": backup_at.isoformat(timespec="seconds") if backup_at else "",
        "streams": [list(head) for head in heads_then],
        "revision": revision,
    }
    with first.locked() as file:
        erasure.complete_first_file(first, file, others)
        line = next_line(first.end(), id=uuid4(), at=now, kind=RESTORED, facts=facts)
        write_lines(file, [line])
        for other in others:
            with other.locked() as second:
                write_lines(second, first.lines(after=other.end().number))
    return line


def replay(*, now: datetime, is_declared: bool = False) -> ReplayResult:
    """Do every line again that this database does not know, then look for all that any line ended.

    Idempotent; killed anywhere it starts over, and the site stays closed until the last transaction here has committed.
    ``is_declared``: say that the database was restored even though no line is missing. Raises ``NotErasedAgain`` when
    something is left, ``LedgerBroken`` or ``LedgerBehind`` when the ledger cannot be trusted, ``UnknownLedgerKind``.
    """
    restore_guard.forget()
    missing = _missing()
    if is_declared or (missing and not any(line.kind == RESTORED for line in missing)):
        declare_restore(backup_at=last_known_time(), heads_then=last_entries(now), now=now)
        missing = _missing()
    if not missing:
        erasure.copy()
        return ReplayResult(again=0, proven=_prove(), deleted=0)
    with transaction.atomic():
        _apply(missing)
        ledger_kinds.run_after_restore(now)
        _prove()
    # Much of it was ended before, a little every hour: the limits were held then, and would now keep people here.
    deleted = sum(receipt.deleted for receipt in retention.run(as_of=now, now=now, beyond_limits=True))
    with transaction.atomic():
        proven = _prove()
        _take_over(missing)
        facts: journal.Facts = {
            "lines": len(missing),
            "proven": proven,
            "deleted": deleted,
            "ledger": missing[-1].number,
            "backup": next(line.facts["backup"] for line in missing if line.kind == RESTORED),
        }
        journal.append(stream=STREAM, event=REPLAYED, facts=facts, now=now)
    erasure.copy()
    restore_guard.forget()
    return ReplayResult(again=len(missing), proven=proven, deleted=deleted)


def do_again_here() -> None:
    """Do the lines that this database does not know again, without taking note: a restore is not over with it."""
    with transaction.atomic():
        _apply(_missing())


def rehearse() -> int:
    """Do the lines that this database does not know again, look for all that was ended, and undo it; return how many.

    Raises what ``replay`` raises.
    """
    with transaction.atomic():
        missing = _missing()
        _apply(missing)
        _prove()
        transaction.set_rollback(True)
    return len(missing)


def rewrite_ledger(*, now: datetime) -> int:
    """Write a lost ledger anew from what this database knows, and say so in the journal; return how many lines.

    Only for a ledger that is gone for good while the database never was: what only the ledger knew is lost.
    """
    first, *_others = ledger_files()
    lines = list(_known_lines())
    with first.locked() as file, transaction.atomic():
        kept = first.end()
        if kept.number >= len(lines) or (kept.number and lines[kept.number - 1].hash != kept.hash):
            return 0
        write_lines(file, lines[kept.number :])
        facts: journal.Facts = {"lines": len(lines) - kept.number, "ledger": lines[-1].number}
        journal.append(stream=STREAM, event="ledger.rewritten", facts=facts, now=now)
    erasure.copy()
    restore_guard.forget()
    return len(lines) - kept.number


def _missing() -> list[LedgerLine]:
    """Return the lines that this database never saw, in their order."""
    first, *others = ledger_files()
    with first.locked() as file:
        erasure.complete_first_file(first, file, others)
    known = restore_guard.known_end()
    if first.end().number < known.number:
        raise LedgerBehind
    further = list(first.lines(after=known.number))
    ours = set(LedgerEntry.objects.filter(pk__in=[line.id for line in further]).values_list("pk", flat=True))
    return [line for line in further if line.id not in ours]


def _apply(lines: Sequence[LedgerLine]) -> None:
    """Do lines again in their order, those of one kind that follow each other together."""
    for kind, run in groupby(lines, key=lambda line: line.kind):
        for batch in _batches(run):
            ledger_kinds.ledger_kind(kind).apply(batch)


def _prove() -> int:
    """Look for everything that any line of the ledger ended; raises ``NotErasedAgain`` when something is there."""
    proven = 0
    for kind, run in groupby(ledger_files()[0].lines(), key=lambda line: line.kind):
        for batch in _batches(run):
            if not ledger_kinds.ledger_kind(kind).is_an_end:
                continue
            if left := ledger_kinds.ledger_kind(kind).remains(batch):
                which = f"{batch[0].number} to {batch[-1].number} of the ledger ({kind})"
                raise NotErasedAgain(f"{left} rows that were ended by lines {which} are there all the same.")
            proven += len(batch)
    return proven


def _batches(lines: Iterable[LedgerLine]) -> Iterator[list[LedgerLine]]:
    batch: list[LedgerLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _take_over(missing: Sequence[LedgerLine]) -> None:
    """Let the database know every line up to the last one that was done again."""
    rows = [
        LedgerEntry(
            id=line.id, at=line.at, kind=line.kind, facts=json.dumps(line.facts, sort_keys=True, separators=(",", ":")),
            number=line.number, hash=line.hash,
        )
        for line in missing
    ]  # fmt: skip
    LedgerEntry.objects.bulk_create(rows, batch_size=_BATCH)


def _known_lines() -> Iterator[LedgerLine]:
    end = LedgerEnd()
    for entry in LedgerEntry.objects.kept().order_by("number"):
        line = next_line(end, id=entry.pk, at=entry.at, kind=entry.kind, facts=json.loads(entry.facts))
        end = LedgerEnd(line.number, line.hash)
        yield line
