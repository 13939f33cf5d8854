"""Comparison of requests with the journal, in both directions: rows that are gone, and rows that say something else."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Min, Q

from dsar.cases.enums import EventKind, State
from dsar.cases.models import Case, CaseEvent
from privacy.erasure.restores import restore_windows
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.law.deadlines import answer_deadline
from privacy.retention.queries import rules_by_key

STREAM = "dsar"
# The retention job runs every hour; rows that it deleted late are no fault of the rows.
_GRACE = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)

_CLOSINGS = "('dsar.answered', 'dsar.refused', 'dsar.withdrawn', 'dsar.exported', 'dsar.told')"
# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
_ENTRY = """
SELECT FROM privacy_journalentry entry WHERE entry.stream = 'dsar' AND entry.event {events}
  AND entry.facts::json->>'case' = item.id::text
"""
# An open request is deleted by nothing; an answered one by its retention period, which no closing begins earlier.
_GONE = f"""
SELECT opened.seq FROM privacy_journalentry opened WHERE opened.stream = 'dsar' AND opened.event = 'dsar.opened'
  AND NOT EXISTS (SELECT FROM dsar_case item WHERE item.id::text = opened.facts::json->>'case')
  AND NOT EXISTS (
    SELECT FROM privacy_journalentry closing WHERE closing.stream = 'dsar' AND closing.event IN {_CLOSINGS}
      AND closing.facts::json->>'case' = opened.facts::json->>'case' AND closing.at < %(ended)s)
  AND NOT EXISTS (
    SELECT FROM privacy_ledgerentry line WHERE strpos(line.facts, opened.facts::json->>'case') > 0)
ORDER BY 1
"""
_LEDGER = "SELECT FROM privacy_ledgerentry line WHERE strpos(line.facts, item.id::text) > 0"
_STATE = f"""
SELECT item.id, item.state, coalesce(item.closed_at, item.confirmed_at) FROM dsar_case item WHERE
  item.state = 'refused' AND NOT EXISTS (
    {_ENTRY.format(events="= 'dsar.refused'")} AND entry.facts::json->>'ground' = item.ground AND entry.at = closed_at)
  OR item.state = 'done' AND NOT EXISTS (
    {_ENTRY.format(events="IN ('dsar.answered', 'dsar.exported', 'dsar.told')")} AND entry.at = closed_at)
    AND NOT EXISTS ({_LEDGER})
  OR item.state = 'withdrawn' AND NOT EXISTS (
    {_ENTRY.format(events="= 'dsar.withdrawn'")} AND entry.at = closed_at)
  OR item.state = 'working' AND NOT EXISTS ({_ENTRY.format(events="= 'dsar.approved'")})
  OR item.state IN ('open', 'working', 'done', 'refused', 'withdrawn') AND confirmed_at IS NOT NULL
    AND NOT EXISTS ({_ENTRY.format(events="= 'dsar.opened'")} AND entry.at = confirmed_at)
  OR item.extended_at IS NOT NULL
    AND NOT EXISTS ({_ENTRY.format(events="= 'dsar.extended'")} AND entry.at = extended_at)
"""
_REASONS = """
SELECT item.id, item.reasons, entry.seq, entry.facts::json->>'reasons_sha256' FROM dsar_case item
JOIN privacy_journalentry entry ON entry.stream = 'dsar' AND entry.event = 'dsar.refused'
  AND entry.facts::json->>'case' = item.id::text
WHERE item.state = 'refused' AND entry.facts::json->>'reasons_sha256' IS NOT NULL
"""
_JOBS = f"""
SELECT item.case_id, job.ended_at FROM dsar_job job JOIN LATERAL (SELECT job.case_id AS id, job.case_id) item ON true
WHERE job.state IN ('done', 'waiting') AND NOT EXISTS (
  {_ENTRY.format(events="IN ('dsar.exported', 'dsar.told')")} AND entry.facts::json->>'job' = job.id::text)
  AND NOT EXISTS ({_LEDGER})
"""
_STAFF = """
SELECT event.case_id, event.at FROM dsar_caseevent event WHERE event.staff IS NOT NULL
  AND NOT EXISTS (SELECT FROM {accounts} account WHERE account.{key}::text = event.staff::text)
  AND NOT EXISTS (
    SELECT FROM privacy_journalentry entry WHERE entry.stream = 'staff' AND entry.event = 'staff.account_removed'
      AND entry.facts::json->>'account' = event.staff::text)
"""
_BY_STAFF = (EventKind.ANSWERED, EventKind.REFUSED, EventKind.APPROVED, EventKind.EXTENDED, EventKind.PROPOSED)


def reasons_digest(case_id: UUID, reasons: str) -> str:
    """Return the hash of the reasons of a refusal, as the journal stores it."""
    return hashlib.sha256(f"{case_id}\n{reasons}".encode()).hexdigest()


def _of_accounts(statement: str) -> str:
    """Return a statement with the table of accounts that the site has chosen, and its key."""
    model, quote = get_user_model()._meta, connection.ops.quote_name
    return statement.format(accounts=quote(model.db_table), key=quote(str(model.pk.column)))


def compare() -> Iterator[JournalFault]:
    """Yield the requests that the journal knows and the tables lack, and those that differ from the journal."""
    yield from _gone()
    windows = restore_windows()
    for statement, problem in (
        (_STATE, "is in a state, or has a date, that the journal does not know"),
        (_JOBS, "has a job that ended without its entry"),
        (_of_accounts(_STAFF), "was handled by an account that never was"),
    ):
        for case_id, *_state, at in _rows(statement):
            # What a restore took over was journalled in the database that it replaced.
            if at is None or not any(window.contains(at) for window in windows):
                yield _fault(case_id, problem)
    for case_id, reasons, seq, digest in _rows(_REASONS):
        if reasons_digest(case_id, reasons) != digest:
            yield JournalFault(stream=STREAM, seq=seq, problem="the reasons of its refusal were changed")
    for case_id in CaseEvent.objects.filter(kind__in=_BY_STAFF, staff=None).values_list("case", flat=True):
        yield _fault(case_id, "was decided without staff")
    yield from _wrong_dates()


def _gone() -> Iterator[JournalFault]:
    rule, newest = rules_by_key().get("dsar.case"), _newest()
    # Without a rule nothing is deleted by time.
    ended = rule.length.latest_start(newest) + _GRACE if rule and newest else _NEVER
    for (seq,) in _rows(_GONE, {"ended": ended}):
        yield JournalFault(stream=STREAM, seq=seq, problem="its request is gone")


def _newest() -> datetime | None:
    """Return the time of the newest entry: what retention can have deleted ended before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM privacy_journalentry")
        newest: datetime | None = cursor.fetchone()[0]
    return newest


def _wrong_dates() -> Iterator[JournalFault]:
    """Yield the requests whose dates do not follow from their receipt, or whose receipt is not in their history."""
    asked = Min("events__at", filter=Q(events__kind=EventKind.ASKED))
    cases = Case.objects.exclude(state=State.JOINED).annotate(asked_at=asked)
    for case in cases.iterator(chunk_size=1000):
        months = (2, 3) if case.extended_at else (1,)
        dates = {
            (end.target_on, end.latest_on) for end in (answer_deadline(case.received_at, months=n) for n in months)
        }
        if (case.target_on, case.latest_on) not in dates:
            yield _fault(case.pk, "has dates that do not follow from its receipt")
        elif case.asked_at is not None and case.received_at > case.asked_at:
            yield _fault(case.pk, "was received later than its history says")


def _fault(case_id: UUID, problem: str) -> JournalFault:
    return JournalFault(stream=STREAM, seq=0, problem=f"request {str(case_id)[:8]} {problem}")


def _rows(statement: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


journal.add_source(JournalSource(name=STREAM, seal=lambda: None, compare=compare))
