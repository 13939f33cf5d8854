"""Requests that nobody has answered, and their last lawful day as the law reckons it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Min, Q

from dsar.cases.enums import EventKind, Right
from dsar.cases.models import Case
from privacy.law.deadlines import answer_by, local_date
from privacy.retention.queries import get_rule

_VANISHED = """
SELECT count(*) FROM privacy_journalentry WHERE stream = 'dsar' AND event = 'dsar.opened' AND at > %s
  AND facts::json->>'right' = ANY(%s)
  AND NOT EXISTS (SELECT FROM dsar_case WHERE dsar_case.id::text = facts::json->>'case')
"""
_LONGEST = 3  # months from the receipt when extended (Art. 12(3), LAW D-04)


def unanswered(rights: Iterable[Right]) -> list[Case]:
    """Return the requests under these rights that wait, each with the time when its history begins."""
    asked = Min("events__at", filter=Q(events__kind=EventKind.ASKED))
    return list(Case.objects.unanswered().filter(right__in=list(rights)).annotate(asked_at=asked))


def vanished(rights: Iterable[Right], now: datetime) -> int:
    """Return how many requests the journal saw begin that are not in the table, and too young for their rule's end."""
    begun = get_rule("dsar.case").length.latest_start(now)
    with connection.cursor() as cursor:
        cursor.execute(_VANISHED, [begun, [str(right) for right in rights]])
        return int(cursor.fetchone()[0])


def late(rights: Iterable[Right], now: datetime) -> int:
    """Return how many of them are past their last day; a date that somebody pushed out in their row does not count."""
    return sum(last_day(case) < local_date(now) for case in unanswered(rights))


def last_day(case: Case) -> date:
    """Return the last lawful day of a request of ``unanswered``, whatever its row says, if that is earlier."""
    begun: datetime = min(case.received_at, getattr(case, "asked_at", None) or case.received_at)
    return min(case.latest_on, answer_by(begun, months=_LONGEST if case.extended_at else 1).latest_on)
