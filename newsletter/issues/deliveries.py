"""Sending the copies of an issue: each is claimed, committed, sent, settled.

One copy at a time on purpose. Consent is looked at when that very copy is claimed, and a worker killed at any line
leaves at most the one copy in its hand unknown; that copy becomes ``uncertain`` and is never sent again. A
claim and a settlement cost about a millisecond, far less than a mail server's answer.
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

# A lane gives way soon, so that a confirmation mail never waits long behind a newsletter.
LANE_LASTS = timedelta(seconds=10)
MOST_ATTEMPTS = 5
_PATIENCE = timedelta(minutes=5)

# Locks the subscription too, and waits for neither: whoever is being unsubscribed or erased now is passed over until
# that is done, and the two can never wait for each other.
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

# Does not wait for the disk: a power cut that loses it leaves the copy claimed, thus uncertain, never sent again. A
# claim does wait. (set_config in the statement saves three round trips.)
_MARK_SENT = """
UPDATE newsletter_delivery SET state = 'sent', sent_at = %(now)s
WHERE id = %(id)s AND state = 'claimed' AND set_config('synchronous_commit', 'off', true) = 'off'
"""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy in this worker's hand; the address lives in memory only."""

    id: UUID
    state: str
    attempts: int
    subscription_id: UUID
    email: str
    language: str


def deliver(*, issue_id: UUID, clock: Callable[[], datetime]) -> int:
    """Send copies of an issue over one connection until none is left or the lane's time is up; return how many left."""
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


def hold_unfinished(now: datetime) -> None:
    """Call every unfinished copy uncertain: in a restored database any of them may have been sent since the backup."""
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
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the row must say so
            _settle_failure(copy, error, clock())
            mail_server.close()
            mail_server.open()
        else:
            sent += _mark_sent(copy, clock())
    return sent, False


def claim(*, issue_id: UUID, now: datetime) -> Copy | None:
    """Take one waiting copy, committed before it is returned; None when nothing waits.

    The database itself turns the claim into ``skipped`` when the subscription is not active now (LAW P19).
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
    """Note what went wrong, by its class only: a mail server's answer may hold an address."""
    state = outcome(error)
    logger.warning("delivery %s: %s, attempt %s (%s)", copy.id, state, copy.attempts, type(error).__name__)
    if state == DeliveryState.PENDING and copy.attempts >= MOST_ATTEMPTS:
        state = DeliveryState.FAILED
    due_at = now + _PATIENCE * 2 ** (copy.attempts - 1)
    _settle(copy, state, last_error=type(error).__name__, due_at=due_at)


def outcome(error: Exception) -> DeliveryState:
    """Tell from an error whether the message was refused for good, may be tried again, or may have left."""
    if isinstance(error, ValueError):
        return DeliveryState.FAILED  # could not be composed, such as an address that mail cannot carry
    code = _answer_code(error)
    if code is None:
        # No answer: the server may have taken the message before the line broke.
        return DeliveryState.UNCERTAIN
    is_of_http = not isinstance(error, smtplib.SMTPException)
    may_try_again = code == 429 if is_of_http else code < 500 or isinstance(error, smtplib.SMTPSenderRefused)
    if may_try_again:
        return DeliveryState.PENDING
    return DeliveryState.UNCERTAIN if is_of_http and code >= 500 else DeliveryState.FAILED


def _answer_code(error: Exception) -> int | None:
    """Return the code with which the mail server (SMTP) or the provider (HTTP, through anymail) refused."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((answer[0] for answer in error.recipients.values()), default=550)
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return code if isinstance(code, int) else None
