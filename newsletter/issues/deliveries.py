"""Send the copies of an issue. Each copy is claimed, committed, sent and settled on its own.

Consent is checked when a copy is claimed. A worker that is killed at any line leaves at most one copy in doubt: it
becomes ``uncertain`` and is never sent again. A claim and a settlement cost about a millisecond, far less than the
answer of a mail server.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from newsletter.issues import jobs
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from privacy.jobs import nudge

logger = logging.getLogger(__name__)

# A lane ends soon, so that a confirmation mail does not wait long behind a newsletter.
LANE_LASTS = timedelta(seconds=10)
MOST_ATTEMPTS = 5
_FIRST_DELAY = timedelta(minutes=5)

# Locks the delivery and the subscription, and skips locked rows: a subscription that is being ended or erased is left
# until that is done, and the two transactions cannot deadlock.
_CLAIM = """
UPDATE newsletter_delivery AS delivery SET state = 'claimed', claimed_at = %(now)s, attempts = attempts + 1
FROM newsletter_subscription AS subscription
WHERE subscription.id = delivery.subscription_id AND delivery.id = (
  SELECT waiting.id FROM newsletter_delivery AS waiting
  JOIN newsletter_subscription AS person ON person.id = waiting.subscription_id
  WHERE issue_id = %(issue)s AND waiting.state = 'pending' AND due_at <= %(now)s
  ORDER BY due_at LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED FOR SHARE OF person SKIP LOCKED
) RETURNING delivery.id, delivery.state, delivery.attempts, subscription.id, subscription.email, subscription.language
"""

# Not flushed to disk at commit: if a power cut loses it, the copy stays claimed, so it becomes uncertain and is
# never sent again. A claim is flushed. (set_config in the statement saves three round trips.)
_MARK_SENT = """
UPDATE newsletter_delivery SET state = 'sent', sent_at = %(now)s
WHERE id = %(id)s AND state = 'claimed' AND set_config('synchronous_commit', 'off', true) = 'off'
"""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A claimed copy, with its address, which is kept in memory only."""

    id: UUID
    state: str
    attempts: int
    subscription_id: UUID
    email: str
    language: str


def deliver(*, issue_id: UUID, clock: Callable[[], datetime]) -> int:
    """Send copies of an issue over one connection until none waits or the time is up; return the number sent."""
    issue = Issue.objects.sending().filter(pk=issue_id).first()
    if issue is None:
        return 0
    try:
        with get_connection() as mail_server:
            sent, is_done = _run_lane(issue, mail_server, clock)
    except (OSError, smtplib.SMTPException) as away:
        # Nothing is claimed without a connection; the tick tries again.
        logger.warning("issue %s: mail server away (%s)", issue.pk, type(away).__name__)
        return 0
    if not is_done:
        nudge(jobs.DELIVER_ISSUE, issue.pk)
    issues.finish(issue_id=issue.pk, now=clock())
    return sent


def mark_unfinished_uncertain(now: datetime) -> None:
    """Mark every unfinished copy as uncertain after a restore."""
    # Any of them may have been sent after the backup was made.
    Delivery.objects.unfinished().update(state=DeliveryState.UNCERTAIN)


def _run_lane(issue: Issue, mail_server: BaseEmailBackend, clock: Callable[[], datetime]) -> tuple[int, bool]:
    mail = IssueMail(issue)
    sent, stop_at = 0, clock() + LANE_LASTS
    while clock() < stop_at:
        copy = claim(issue_id=issue.pk, now=clock())
        if copy is None:
            return sent, True
        if copy.state != DeliveryState.CLAIMED:
            continue
        try:
            mail_server.send_messages([mail.addressed_to(copy.subscription_id, copy.email, copy.language, copy.id)])
        except Exception as error:  # noqa: BLE001 - any error must be recorded in the row
            _settle_failure(copy, error, clock())
            mail_server.close()
            mail_server.open()
        else:
            sent += _mark_sent(copy, clock())
    return sent, False


def claim(*, issue_id: UUID, now: datetime) -> Copy | None:
    """Claim a waiting copy, commit, and return it; None when no copy waits.

    A trigger turns the claim into ``skipped`` when the subscription is not active (LAW P19).
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"issue": issue_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    return Copy(id=row[0], state=row[1], attempts=row[2], subscription_id=row[3], email=row[4], language=row[5])


def _mark_sent(copy: Copy, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARK_SENT, {"id": copy.id, "now": now})
        return int(cursor.rowcount)


def _settle(copy: Copy, state: DeliveryState, **values: object) -> None:
    Delivery.objects.filter(pk=copy.id, state=DeliveryState.CLAIMED).update(state=state, **values)


def _settle_failure(copy: Copy, error: Exception, now: datetime) -> None:
    """Record the outcome of a failed attempt, and when to try again."""
    # Only the class of the error is kept: the answer of a mail server may contain an address.
    state = outcome(error)
    logger.warning("delivery %s: %s, attempt %s (%s)", copy.id, state, copy.attempts, type(error).__name__)
    if state == DeliveryState.PENDING and copy.attempts >= MOST_ATTEMPTS:
        state = DeliveryState.FAILED
    due_at = now + _FIRST_DELAY * 2 ** (copy.attempts - 1)
    _settle(copy, state, last_error=type(error).__name__, due_at=due_at)


def outcome(error: Exception) -> DeliveryState:
    """Return the state after an error: ``FAILED``, ``PENDING`` to try again, or ``UNCERTAIN``."""
    if isinstance(error, ValueError):
        return DeliveryState.FAILED  # the message cannot be composed, for example with an invalid address
    code = _answer_code(error)
    if code is None:
        # Without an answer the server may have accepted the message before the connection broke.
        return DeliveryState.UNCERTAIN
    is_of_http = not isinstance(error, smtplib.SMTPException)
    may_try_again = code == 429 if is_of_http else code < 500 or isinstance(error, smtplib.SMTPSenderRefused)
    if may_try_again:
        return DeliveryState.PENDING
    return DeliveryState.UNCERTAIN if is_of_http and code >= 500 else DeliveryState.FAILED


def _answer_code(error: Exception) -> int | None:
    """Return the error code of the mail server (SMTP) or of the provider (HTTP, through anymail)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((answer[0] for answer in error.recipients.values()), default=550)
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return code if isinstance(code, int) else None
