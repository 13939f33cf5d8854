"""Comparison of issues and their copies with the journal and with what was handed to the mail server."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from newsletter.issues.enums import DeliveryState, IssueState
from newsletter.issues.handed_over import handed_over
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.operations import STREAM
from newsletter.subscriptions.queries import CLOCKS_DIFFER
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before, newest_time
from privacy.conf import privacy_settings
from privacy.erasure.restores import restore_windows
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
_NOUN = gettext_noop("issue")
_ROW = "FROM newsletter_issue item JOIN subject ON subject.id = item.id"
_SENT = DeliveryState.SENT
# What the provider or staff say of a copy in doubt after the issue was finished.
_SETTLED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.LEFT)
_CHECKS = (
    Check(
        problem=gettext_noop("is gone"),
        select="SELECT entry.about, entry.seq, NULL::timestamptz FROM said entry"
        " WHERE entry.event = 'newsletter.issue_queued'"
        " AND NOT EXISTS (SELECT FROM newsletter_issue item WHERE item.id = entry.about)",
    ),
    Check(
        problem=gettext_noop("is a draft although the journal knows that it was sent"),
        select="SELECT item.id, entry.seq, NULL::timestamptz FROM newsletter_issue item"
        " JOIN said entry ON entry.about = item.id AND entry.event = 'newsletter.issue_queued'"
        " WHERE item.state = 'draft'",
    ),
    Check(
        problem=gettext_noop("is on its way although the journal knows that it was cancelled"),
        select="SELECT item.id, entry.seq, NULL::timestamptz FROM newsletter_issue item"
        " JOIN said entry ON entry.about = item.id AND entry.event = 'newsletter.issue_cancelled'"
        " WHERE item.state <> 'cancelled'",
    ),
    Check(
        problem=gettext_noop("was queued at a time that the journal does not know"),
        select=f"SELECT item.id, 0, item.queued_at {_ROW} WHERE item.queued_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'newsletter.issue_queued'"
        " AND said.at = item.queued_at)",
    ),
    Check(
        problem=gettext_noop("was finished at a time that the journal does not know"),
        select=f"SELECT item.id, 0, item.sent_at {_ROW} WHERE item.sent_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'newsletter.issue_sent'"
        " AND said.at = item.sent_at)",
    ),
)
_ISSUES = Stream(
    name=STREAM, fact="issue", table="newsletter_issue", label="newsletter.issue", noun=_NOUN, checks=_CHECKS
)
# Who had confirmed before an issue was queued, and had not left, has a copy of it; both by the order of the journal, as
# a clock that steps back moves times only. A confirmation of the last seconds may not have been committed yet.
_NO_COPY = f"""
SELECT queued.about, max(queued.seq), count(*) FROM (
  SELECT ((entry.facts::jsonb ->> 'issue')::uuid) AS about, entry.seq, entry.at FROM privacy_journalentry entry
  WHERE entry.stream = '{STREAM}' AND entry.event = 'newsletter.issue_queued' AND entry.at >= %(ended)s
) queued JOIN newsletter_issue issue ON issue.id = queued.about AND issue.queued_at = queued.at
JOIN newsletter_subscription item ON item.id BETWEEN %(lower)s AND %(upper)s AND NOT item.is_second_spelling
JOIN privacy_journalentry entry ON entry.stream = '{STREAM}' AND entry.event = 'newsletter.confirmed'
  AND ((entry.facts::jsonb ->> 'subscription')::uuid) = item.id
  AND entry.seq < queued.seq AND entry.at < queued.at - %(differ)s
LEFT JOIN newsletter_delivery copy ON copy.issue_id = queued.about AND copy.subscription_id = item.id
LEFT JOIN privacy_journalentry gone ON gone.stream = '{STREAM}' AND gone.event = 'newsletter.unsubscribed'
  AND ((gone.facts::jsonb ->> 'subscription')::uuid) = item.id AND gone.seq < queued.seq
WHERE copy.id IS NULL AND gone.id IS NULL GROUP BY 1 ORDER BY 2
"""
_COUNTS = f"""
SELECT DISTINCT ON (1) ((entry.facts::jsonb ->> 'issue')::uuid), entry.seq, entry.facts
FROM privacy_journalentry entry WHERE entry.stream = '{STREAM}' AND entry.event = 'newsletter.issue_sent'
  AND entry.at >= %(ended)s
  AND (((entry.facts::jsonb ->> 'issue')::uuid) BETWEEN %(lower)s AND %(upper)s OR entry.id > %(after)s)
ORDER BY 1, 2 DESC
"""


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the issues and copies that are gone, and those in a state that the journal or the mail server denies."""
    parameters = {**scope.parameters, "ended": ends_before("newsletter.issue"), "differ": CLOCKS_DIFFER}
    yield from _ISSUES.compare(scope)
    for issue_id, seq, copies in _rows(_NO_COPY, parameters):
        yield _fault(issue_id, seq, gettext_noop("lacks %(count)s of its copies"), count=copies)
    for issue_id, seq, facts in _rows(_COUNTS, parameters):
        yield from _counted_otherwise(issue_id, seq, json.loads(facts))
    yield from _never_handed_over(scope)


def _counted_otherwise(issue_id: UUID, seq: int, facts: dict[str, Any]) -> Iterator[JournalFault]:
    """Yield the states that more copies are in than the journal counted when the issue was finished."""
    # Copies are deleted with their subscription, and never come: only more than were counted is a fault.
    counts = Counter(Delivery.stored.filter(issue=issue_id).order_by().values_list("state", flat=True))
    # Read after the copies: staff may let some be sent again meanwhile.
    issue = Issue.objects.filter(pk=issue_id, state=IssueState.SENT).first()
    if issue is None or any(window.contains(issue.queued_at) for window in restore_windows() if issue.queued_at):
        return
    in_doubt = facts.get(DeliveryState.UNCERTAIN, 0)
    for state in sorted(counts):
        most = facts.get(state, 0) + (in_doubt if state in _SETTLED else 0)
        if counts[state] > most:
            text = gettext_noop("has %(count)s copies in the state “%(state)s”; the journal knows %(most)s")
            yield _fault(issue_id, seq, text, count=counts[state], state=DeliveryState(state).label, most=most)


def _never_handed_over(scope: Scope) -> Iterator[JournalFault]:
    """Yield the issues with copies that are said to be sent and that no worker handed to the mail server."""
    newest = newest_time()
    if newest is None:
        return
    # The files are deleted when no backup can be older.
    since = newest - timedelta(days=privacy_settings().backup_days)
    recent = Issue.objects.filter(queued_at__gte=since, pk__range=(scope.lower, scope.upper))
    for issue_id in recent.order_by("pk").values_list("pk", flat=True):
        sent = set(Delivery.stored.filter(issue=issue_id, state=_SENT).values_list("pk", flat=True))
        try:
            left = sent - handed_over(issue_id).keys()
        except OSError as error:
            text = gettext_noop("cannot be compared with what was handed over (%(error)s)")
            yield _fault(issue_id, 0, text, error=type(error).__name__)
            continue
        if left:
            text = gettext_noop("has %(count)s copies that were never handed over, and are said to be sent")
            yield _fault(issue_id, 0, text, count=len(left))


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _fault(issue_id: UUID, seq: int, text: str, **values: object) -> JournalFault:
    return JournalFault(stream=STREAM, seq=seq, text=text, values=values, noun=_NOUN, about=str(issue_id)[:8])


journal.add_source(JournalSource(name="issues", compare=compare))
