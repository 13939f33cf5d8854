"""Is this database the one that the ledger knows, or an older one that somebody restored?

``is_open`` is asked at every request and task, and answers from memory.
"""

from django.db import DatabaseError, connection, models

from privacy.erasure.errors import LedgerBroken
from privacy.erasure.ledger_file import End, places
from privacy.erasure.models import LedgerEntry
from privacy.web.stale_copy import StaleWhileRevalidate

FRESH = 2.0
STALE = 2 * FRESH  # a process that nobody asked for a while must not answer from before a restore


class Standing(models.TextChoices):
    """What the database is to the ledger."""

    IN_STEP = "in_step"
    RESTORED = "restored"  # the ledger has lines that this database never saw
    BEHIND = "behind"  # the database knows lines that the ledger lacks
    BROKEN = "broken"  # the ledger cannot be read, or is another database's
    UNKNOWN = "unknown"  # nobody could look yet


def is_open() -> bool:
    """Tell whether personal data may be shown and worked with."""
    return copy.get() is Standing.IN_STEP


def refresh() -> Standing:
    """Look now."""
    return copy.refresh()


def forget() -> None:
    """Look again before the next answer."""
    copy.forget()


def _load(_known: Standing) -> Standing:
    """Look. Of a database that does not answer nothing is believed: it may be about to be another."""
    try:
        return _look_twice()
    except DatabaseError:
        return Standing.UNKNOWN


copy = StaleWhileRevalidate(_load, empty=Standing.UNKNOWN, name="restore-guard", fresh=FRESH, stale=STALE)


def _look_twice() -> Standing:
    """Look; connections that died with the database of before say nothing about the one that is there now."""
    try:
        return look()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        connection.close()
        if connection.pool:  # type: ignore[attr-defined]
            connection.close_pool()  # type: ignore[attr-defined]
        return look()


def look() -> Standing:
    """Hold the end of the ledger against what the database knows of it."""
    known = position()  # first: the ledger may only have grown since
    try:
        end = furthest_end()
    except (LedgerBroken, OSError):
        return Standing.BROKEN
    if end.number == known.number:
        return Standing.IN_STEP if end == known else Standing.BROKEN
    if end.number < known.number:
        return Standing.BEHIND
    return _beyond(known)


def position() -> End:
    """Return the last line that the database knows to be in the ledger."""
    last = LedgerEntry.objects.kept().order_by("-number").values_list("number", "hash").first()
    return End(last[0] or 0, last[1]) if last else End()


def furthest_end() -> End:
    """Return the end of the ledger or of its copy, whichever is longer; one that cannot be read leaves the other."""
    ends, errors = list[End](), list[Exception]()
    for file in places():
        try:
            ends.append(file.end())
        except (LedgerBroken, OSError) as error:
            errors.append(error)
    if not ends:
        raise errors[0]
    return max(ends, key=lambda end: end.number)


def _beyond(known: End) -> Standing:
    """Judge a ledger that goes on: its further lines are ours and not marked yet, or of a time after this backup."""
    for file in places():
        try:
            further = {line.id for line in file.lines(after=known.number)}
        except (LedgerBroken, OSError):
            return Standing.BROKEN
        if LedgerEntry.objects.filter(pk__in=further).count() < len(further):
            return Standing.RESTORED
    return Standing.IN_STEP
