"""Is this database the one that the ledger knows, or an older one that somebody restored?

``is_open`` is asked at every request and task, and answers from memory.
"""

from django.db import DatabaseError, connection, models

from privacy.erasure.errors import LedgerBroken
from privacy.erasure.ledger_file import LedgerEnd, ledger_files
from privacy.erasure.models import LedgerEntry
from privacy.web.stale_copy import StaleWhileRevalidate

FRESH = 2.0
STALE = 2 * FRESH  # a process that nobody asked for a while must not answer from before a restore


class LedgerState(models.TextChoices):
    """What the database is to the ledger."""

    IN_STEP = "in_step"
    RESTORED = "restored"  # the ledger has lines that this database never saw
    BEHIND = "behind"  # the database knows lines that the ledger lacks
    BROKEN = "broken"  # the ledger cannot be read, or is another database's
    UNKNOWN = "unknown"  # nobody could look yet


def is_open() -> bool:
    """Tell whether personal data may be shown and worked with."""
    return state() is LedgerState.IN_STEP


def state() -> LedgerState:
    """Return what the database is to the ledger, as it was last looked at."""
    return copy.get()


def refresh() -> LedgerState:
    """Look now."""
    return copy.refresh()


def forget() -> None:
    """Look again before the next answer."""
    copy.forget()


def _load(_known: LedgerState) -> LedgerState:
    """Look. Of a database that does not answer nothing is believed: it may be about to be another."""
    try:
        return _look_twice()
    except DatabaseError:
        return LedgerState.UNKNOWN


copy = StaleWhileRevalidate(_load, empty=LedgerState.UNKNOWN, name="restore-guard", fresh=FRESH, stale=STALE)


def _look_twice() -> LedgerState:
    """Look; connections that died with the database of before say nothing about the one that is there now."""
    try:
        return compare_with_ledger()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        connection.close()
        if connection.pool:  # type: ignore[attr-defined]
            connection.close_pool()  # type: ignore[attr-defined]
        return compare_with_ledger()


def compare_with_ledger() -> LedgerState:
    """Hold the end of the ledger against what the database knows of it."""
    known = known_end()  # first: the ledger may only have grown since
    try:
        end = furthest_end()
    except (LedgerBroken, OSError):
        return LedgerState.BROKEN
    if end.number == known.number:
        return LedgerState.IN_STEP if end == known else LedgerState.BROKEN
    if end.number < known.number:
        return LedgerState.BEHIND
    return _beyond(known)


def known_end() -> LedgerEnd:
    """Return the last line that the database knows to be in the ledger."""
    last = LedgerEntry.objects.kept().order_by("-number").values_list("number", "hash").first()
    return LedgerEnd(last[0] or 0, last[1]) if last else LedgerEnd()


def furthest_end() -> LedgerEnd:
    """Return the end of the ledger or of its copy, whichever is longer; one that cannot be read leaves the other."""
    ends, errors = list[LedgerEnd](), list[Exception]()
    for file in ledger_files():
        try:
            ends.append(file.end())
        except (LedgerBroken, OSError) as error:
            errors.append(error)
    if not ends:
        raise errors[0]
    return max(ends, key=lambda end: end.number)


def _beyond(known: LedgerEnd) -> LedgerState:
    """Judge a ledger that goes on: its further lines are ours and not marked yet, or of a time after this backup."""
    for file in ledger_files():
        try:
            further = {line.id for line in file.lines(after=known.number)}
        except (LedgerBroken, OSError):
            return LedgerState.BROKEN
        if LedgerEntry.objects.filter(pk__in=further).count() < len(further):
            return LedgerState.RESTORED
    return LedgerState.IN_STEP
