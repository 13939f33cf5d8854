"""Gauges of the journal."""

from datetime import datetime

from privacy.metrics import gauge, seconds_since
from privacy.signed_heads.models import JournalCheck, JournalHead


@gauge("journal_faults", "Faults that the newest check of the journal found.")
def journal_faults(now: datetime) -> float | None:
    newest = JournalCheck.objects.first()
    return newest.faults if newest else None


@gauge("journal_checked_seconds", "Seconds since the journal was last checked.")
def journal_checked(now: datetime) -> float | None:
    newest = JournalCheck.objects.first()
    return seconds_since(newest.checked_at if newest else None, now)


@gauge("journal_heads_waiting", "Signed heads of the journal that are not in every place yet.")
def heads_waiting(now: datetime) -> float:
    return JournalHead.objects.waiting().count()
