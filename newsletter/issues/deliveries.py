"""Send the copies of an issue. Each copy is claimed, composed, handed over and settled on its own.

Consent is checked when a copy is claimed and when it is handed over. A worker that is killed before the handing over
leaves a copy that waits again; later, it leaves at most one copy in doubt, which becomes ``uncertain`` until the
provider or staff decide. The three statements cost about a millisecond, far less than the answer of a mail server.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import connection

from newsletter.issues import handed_over as handed_over_files
from newsletter.issues import jobs
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import DeliveryState
from newsletter.issues.handed_over import HandedOverFile
from newsletter.issues.models import Delivery, Issue
from privacy.jobs import nudge
from privacy.runs.liveness import at_work

logger = logging.getLogger(__name__)

# A lane ends soon, so that a confirmation mail does not wait long behind a newsletter.
LANE_LASTS = timedelta(seconds=10)
MOST_ATTEMPTS = 5
_TRUNCATED = timedelta(seconds=1)  # the files hold whole seconds
_FIRST_DELAY = timedelta(minutes=5)

# Locks the delivery and the subscription, and skips locked rows: a subscription that is being ended or erased is left
# until that is done, and the two transactions cannot deadlock. Not flushed to disk at commit: a claim that a power cut
# loses was not handed over.
_CLAIM = """
UPDATE newsletter_delivery AS delivery SET state = 'claimed', claimed_at = %(now)s, attempts = attempts + 1
FROM newsletter_subscription AS subscription
WHERE set_config('synchronous_commit', 'off', true) = 'off'
AND subscription.id = delivery.subscription_id AND delivery.id = (
  SELECT waiting.id FROM newsletter_delivery AS waiting
  JOIN newsletter_subscription AS person ON person.id = waiting.subscription_id
  WHERE issue_id = %(issue)s AND waiting.state = 'pending' AND due_at <= %(now)s
  ORDER BY due_at LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED FOR SHARE OF person SKIP LOCKED
) RETURNING delivery.id, delivery.state, delivery.attempts, subscription.id, subscription.email, subscription.language
"""

# Flushed to disk at commit: what follows cannot be taken back. The number of attempts tells this claim from a later one
# of another worker, which found the copy abandoned. It waits for the copy, which another worker's claim locks for a
# moment when it looked before this one was committed; it holds nothing else meanwhile, so nobody waits for it.
_HAND_OVER = """
UPDATE newsletter_delivery SET state = 'handing' WHERE id = (
  SELECT mine.id FROM newsletter_delivery AS mine
  JOIN newsletter_subscription AS person ON person.id = mine.subscription_id
  WHERE mine.id = %(id)s AND mine.state = 'claimed' AND mine.attempts = %(attempts)s
  FOR UPDATE OF mine FOR SHARE OF person SKIP LOCKED
) RETURNING state
"""

# Not flushed to disk at commit: if a power cut loses it, the copy is still being handed over, so it becomes uncertain.
# (set_config in the statement saves three round trips.)
_MARK_SENT = """
UPDATE newsletter_delivery SET state = 'sent', sent_at = %(now)s
WHERE id = %(id)s AND state = 'handing' AND set_config('synchronous_commit', 'off', true) = 'off'
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
        with (
            at_work(issues.LANE, issue.pk),
            handed_over_files.open_for(issue.pk) as file,
            get_connection() as mail_server,
        ):
            sent, is_done = _Lane(issue, mail_server, file, clock).run()
    except (OSError, smtplib.SMTPException) as away:
        # Nothing is claimed without a connection; the tick tries again.
        logger.warning("issue %s: mail server or ledger away (%s)", issue.pk, type(away).__name__)
        return 0
    if not is_done:
        nudge(jobs.DELIVER_ISSUE, issue.pk)
    issues.finish(issue_id=issue.pk, now=clock())
    return sent


def continue_after_restore(now: datetime) -> None:
    """Let the copies of a restored database that never left wait, and no others (LAW P19).

    The files beside the ledger say which of those that waited in the backup were handed over since. Consent is asked
    again at the claim.
    """
    for issue in Issue.objects.sending():
        since = handed_over_files.handed_over(issue.pk)
        in_doubt = []
        for copy in Delivery.stored.filter(issue=issue).unfinished().only("pk", "state", "claimed_at", "due_at"):
            if copy.state == DeliveryState.HANDING_OVER or _has_left(copy, since.get(copy.pk)):
                copy.state = DeliveryState.UNCERTAIN
                copy.claimed_at = since.get(copy.pk, copy.claimed_at)
                in_doubt.append(copy)
        Delivery.stored.bulk_update(in_doubt, ["state", "claimed_at"], batch_size=1000)
        Delivery.stored.filter(issue=issue).filter(state=DeliveryState.CLAIMED).update(
            state=DeliveryState.PENDING, claimed_at=None
        )


def _has_left(copy: Delivery, handed_over_at: datetime | None) -> bool:
    """Tell whether a copy that was not being handed over in the backup was handed over since."""
    if handed_over_at is None or copy.claimed_at is None:
        return handed_over_at is not None
    if copy.state == DeliveryState.CLAIMED:
        return handed_over_at >= copy.claimed_at - _TRUNCATED
    # An earlier attempt, which the mail server refused for the time being, is in the file too.
    return handed_over_at > copy.claimed_at + issues.UNCOMPOSED_AFTER


class _Lane:
    """One worker sending copies of one issue over one connection."""

    def __init__(
        self, issue: Issue, mail_server: BaseEmailBackend, file: HandedOverFile, clock: Callable[[], datetime]
    ) -> None:
        self._issue_id = issue.pk
        self._mail = IssueMail(issue)
        self._mail_server, self._file, self._clock = mail_server, file, clock

    def run(self) -> tuple[int, bool]:
        """Send until no copy waits or the time is up; return the number sent, and whether none waits."""
        sent, stop_at = 0, self._clock() + LANE_LASTS
        while self._clock() < stop_at:
            copy = claim(issue_id=self._issue_id, now=self._clock())
            if copy is None:
                return sent, True
            if copy.state == DeliveryState.CLAIMED:
                sent += self._send(copy)
        return sent, False

    def _send(self, copy: Copy) -> int:
        message = self._compose(copy)
        if message is None or not hand_over(copy):
            return 0
        try:
            self._file.note(copy.id, self._clock())
        except OSError:
            # Nothing was sent yet, and nothing may be sent that a restore would not know of.
            _settle(copy, DeliveryState.PENDING)
            raise
        try:
            self._mail_server.send_messages([message])
        except Exception as error:  # noqa: BLE001 - any error must be recorded in the row
            _settle_failure(copy, outcome(error), error, self._clock())
            self._mail_server.close()
            self._mail_server.open()
            return 0
        return _mark_sent(copy, self._clock())

    def _compose(self, copy: Copy) -> EmailMessage | None:
        """Return the mail; None after an error, which is recorded and leaves nothing in doubt."""
        try:
            return self._mail.addressed_to(copy.subscription_id, copy.email, copy.language, copy.id)
        except Exception as error:  # noqa: BLE001 - any error must be recorded in the row
            state = DeliveryState.FAILED if isinstance(error, ValueError) else DeliveryState.PENDING
            _settle_failure(copy, state, error, self._clock())
            return None


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


def hand_over(copy: Copy) -> bool:
    """Commit that a claimed copy is about to leave; False when it is not ours to send any more.

    The trigger turns it into ``skipped`` when the subscription is no longer active (LAW P19).
    """
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, {"id": copy.id, "attempts": copy.attempts})
        row = cursor.fetchone()
    return row is not None and row[0] == DeliveryState.HANDING_OVER


def _mark_sent(copy: Copy, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARK_SENT, {"id": copy.id, "now": now})
        return int(cursor.rowcount)


def _settle(copy: Copy, state: DeliveryState, **values: object) -> None:
    mine = Delivery.stored.filter(pk=copy.id, attempts=copy.attempts)
    mine.filter(state__in=(DeliveryState.CLAIMED, DeliveryState.HANDING_OVER)).update(state=state, **values)


def _settle_failure(copy: Copy, state: DeliveryState, error: Exception, now: datetime) -> None:
    """Record the outcome of a failed attempt, and when to try again."""
    # Only the class of the error is kept: the answer of a mail server may contain an address.
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
