"""Unanswered requests and their last lawful day, independent of the dates in their rows."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Min, Q

from dsar.cases import clock
from dsar.cases.enums import EventKind, Right
from dsar.cases.models import Case
from privacy.law.deadlines import answer_deadline, local_date
from privacy.retention.queries import get_rule

_VANISHED = """
SELECT count(*) FROM privacy_journalentry WHERE stream = 'dsar' AND event = 'dsar.opened' AND at > %s
  AND facts::json->>'right' = ANY(%s)
  AND NOT EXISTS (SELECT FROM dsar_case WHERE dsar_case.id::text = facts::json->>'case')
"""
_LONGEST = 3  # months from the receipt when extended (Art. 12(3), LAW D-04)


def unanswered(rights: Iterable[Right]) -> list[Case]:
    """Return the unanswered requests under these rights, annotated with the start of their history."""
    asked = Min("events__at", filter=Q(events__kind=EventKind.ASKED))
    return list(Case.objects.unanswered().filter(right__in=list(rights)).annotate(asked_at=asked))


def vanished(rights: Iterable[Right], now: datetime) -> int:
    """Count the requests that the journal has as opened and that were deleted before their retention period ended."""
    begun = get_rule("dsar.case").length.latest_start(now)
    with connection.cursor() as cursor:
        cursor.execute(_VANISHED, [begun, [str(right) for right in rights]])
        return int(cursor.fetchone()[0])


def late(rights: Iterable[Right], now: datetime) -> int:
    """Count the unanswered requests that are past their last lawful day."""
    return sum(last_day(case, now) < local_date(now) for case in unanswered(rights))


def last_day(case: Case, now: datetime) -> date:
    """Return the last lawful day of a request from ``unanswered``."""
    # Computed as well as read: somebody may have put a later date into the row.
    begun: datetime = min(case.received_at, getattr(case, "asked_at", None) or case.received_at)
    begun = case.reopened_at or begun
    longest = _LONGEST if case.extended_at else 1
    paused = clock.days_paused(case, now)
    computed = answer_deadline(begun, months=longest, country=case.holidays_of, paused=paused).latest_on
    return min(clock.deadline(case, now=now).latest_on if paused else case.latest_on, computed)
