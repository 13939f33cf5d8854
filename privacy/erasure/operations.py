"""Telling the ledger outside the database what a restore must not undo (decision 12)."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.db import transaction

from privacy.erasure import restore_guard
from privacy.erasure.errors import LedgerBehind, LedgerBroken, LedgerElsewhere, LedgerError
from privacy.erasure.ledger_file import LedgerEnd, LedgerFile, ledger_files, next_line, write_lines
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.erasure.models import LedgerEntry
from privacy.journal import operations as journal

logger = logging.getLogger(__name__)


def note(*, kind: str, facts: journal.Facts, now: datetime) -> LedgerEntry:
    """Write, in the transaction that does it, what was done; the ledger has it before the answer leaves.

    Raises ``PersonalValueInJournal``: the ledger holds no more than the journal does.
    """
    entry = LedgerEntry.objects.create(kind=kind, facts=journal.canonical(facts), at=now)
    transaction.on_commit(_copy_if_possible, robust=True)
    return entry


def _copy_if_possible() -> None:
    """Copy now; where that fails a tick does it, and whoever must not go on without it calls ``copy`` itself."""
    try:
        copy()
    except (LedgerError, OSError) as error:
        logger.warning("the ledger was not written: %s", type(error).__name__)


def copy() -> int:
    """Put everything that waits into the ledger and its copy, on disk, and return how many lines were added.

    Idempotent, and safe to be killed: a line whose mark in the database is missing is marked by the next. Raises
    ``LedgerElsewhere`` on a restored database, ``LedgerBehind`` or ``LedgerBroken`` where a file is not what it was.
    """
    if not LedgerEntry.objects.waiting().exists() and restore_guard.known_end() == _shortest_end():
        return 0
    first, *others = ledger_files()
    with first.locked() as file, transaction.atomic():
        complete_first_file(first, file, others)
        _mark(first)
        lines = list(_numbered(first.end()))
        write_lines(file, lines)
        _note_lines(lines)
        for other in others:
            _write_copy(other, first, lines)
    return len(lines)


def _write_copy(other: LedgerFile, first: LedgerFile, lines: list[LedgerLine]) -> None:
    with other.locked() as file:
        end = other.end()
        is_next = lines and lines[0].before == end.hash
        write_lines(file, lines if is_next else first.lines(after=end.number))


def complete_first_file(first: LedgerFile, file: IO[bytes], others: list[LedgerFile]) -> None:
    """Give the first file what only a second copy still has. Raises ``LedgerBroken`` where the two disagree."""
    for other in others:
        end = first.end()
        if other.end().number > end.number:
            missing = list(other.lines(after=end.number))
            if missing[0].before != end.hash:
                raise LedgerBroken(missing[0].number)
            write_lines(file, missing)


def _shortest_end() -> LedgerEnd | None:
    try:
        return min((file.end() for file in ledger_files()), key=lambda end: end.number)
    except (LedgerBroken, OSError):
        return None


def _mark(file: LedgerFile) -> None:
    """Mark what a killed writer had put on disk already; refuse a ledger that is not this database's."""
    known, end = restore_guard.known_end(), file.end()
    if end.number < known.number:
        raise LedgerBehind
    if end.number == known.number:
        if end != known:
            raise LedgerBroken(known.number)
        return
    further = list(file.lines(after=known.number))
    if LedgerEntry.objects.filter(pk__in=[line.id for line in further]).count() < len(further):
        raise LedgerElsewhere
    _note_lines(further)


def _numbered(end: LedgerEnd) -> Iterator[LedgerLine]:
    for entry in LedgerEntry.objects.waiting().order_by("at", "pk").select_for_update():
        line = next_line(end, id=entry.pk, at=entry.at, kind=entry.kind, facts=json.loads(entry.facts))
        end = LedgerEnd(line.number, line.hash)
        yield line


def _note_lines(lines: list[LedgerLine]) -> None:
    for line in lines:
        LedgerEntry.objects.filter(pk=line.id).update(number=line.number, hash=line.hash)
