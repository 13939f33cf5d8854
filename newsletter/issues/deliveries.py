"""Send the copies of an issue: a batch at a time is claimed, made ready, held, handed over and settled.

Consent is asked when copies are claimed, and again when they are held: from then on, for a fraction of a second,
whoever unsubscribes waits until the batch has left, so that nothing leaves after the answer. A worker that is killed
lets its batch go; which of it had left is in the file beside the ledger, and these copies alone are ``uncertain``.
"""

import logging
import re
import smtplib
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import connection, transaction
from django.db.models import F

from newsletter.issues import campaign, jobs, smtp
from newsletter.issues import handed_over as handed_over_files
from newsletter.issues import operations as issues
from newsletter.issues.answers import is_busy, outcome, wait_until
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import DeliveryState, PauseReason, SkipReason
from newsletter.issues.errors import IssueInAnotherState
from newsletter.issues.handed_over import HandedOverFile
from newsletter.issues.mime import IssueCopy
from newsletter.issues.models import Delivery, Issue
from newsletter.issues.profile import current_profile
from newsletter.issues.smtp import EncodedCopy
from newsletter.suppression.queries import suppressed_among
from privacy.addresses.normal import Address
from privacy.jobs import nudge
from privacy.runs.liveness import alone, at_work

logger = logging.getLogger(__name__)

# A lane ends soon, so that a confirmation mail does not wait long behind a newsletter.
LANE_LASTS = timedelta(seconds=10)
MOST_ATTEMPTS = 5
_CAPPED = "newsletter.capped"
_FIRST_DELAY = timedelta(minutes=5)
_BATCH_LASTS = 0.25  # seconds that a batch is to take: so long somebody who unsubscribes may wait
_LONGEST_BATCH = 1.0  # then the rest of it waits again
_NORMAL = re.compile(r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9]+\.)+[a-z]+")
_REFUSALS_IN_A_ROW = 5  # of recipients, for now: the server means us

# Locks the copies and their subscriptions, and skips locked rows: a subscription that is being ended or erased is left
# until that is done, and the two transactions cannot deadlock. The trigger turns those that may not leave into skips.
_CLAIM = """
UPDATE newsletter_delivery AS delivery SET state = 'claimed', claimed_at = %(now)s, attempts = attempts + 1
FROM newsletter_subscription AS subscription
WHERE subscription.id = delivery.subscription_id AND delivery.id = ANY(ARRAY(
  SELECT waiting.id FROM newsletter_delivery AS waiting
  JOIN newsletter_issue AS issue ON issue.id = waiting.issue_id AND issue.state = 'sending'
  JOIN newsletter_subscription AS person ON person.id = waiting.subscription_id
  WHERE issue_id = %(issue)s AND waiting.state = 'pending' AND due_at <= %(now)s
  ORDER BY due_at LIMIT %(size)s FOR UPDATE OF waiting SKIP LOCKED FOR SHARE OF person SKIP LOCKED
)) RETURNING delivery.id, delivery.state, delivery.attempts, subscription.id, subscription.email, subscription.language,
  coalesce(
    (SELECT given_at FROM newsletter_importedconsent AS elsewhere WHERE elsewhere.subscription_id = subscription.id),
    subscription.confirmed_at
  )
"""

# The number of attempts tells this claim from a later one of another worker, which took the copies for abandoned. The
# reason is asked when the rows are locked: whatever their person chose before counts.
_HOLD = """
SELECT held.id FROM (
  SELECT mine.* FROM newsletter_delivery AS mine
  JOIN newsletter_subscription AS person ON person.id = mine.subscription_id
  JOIN unnest(%(ids)s::uuid[], %(attempts)s::int[]) AS claimed (id, attempts)
    ON claimed.id = mine.id AND claimed.attempts = mine.attempts
  WHERE mine.state = 'claimed' AND person.state = 'active'
  FOR UPDATE OF mine SKIP LOCKED FOR SHARE OF person SKIP LOCKED
) AS held WHERE newsletter_reason_to_skip(held.id, held.subscription_id, held.issue_id, held.claimed_at) IS NULL
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
    confirmed_at: datetime | None = None


def deliver(*, issue_id: UUID, clock: Callable[[], datetime]) -> int:
    """Send copies of an issue over one connection until none waits or the time is up; return the number sent."""
    issue = Issue.objects.sending().filter(pk=issue_id).first()
    if issue is None:
        return 0
    try:
        with (
            _alone_with_cap() as is_ours,
            at_work(issues.LANE, issue.pk),
            handed_over_files.open_for(issue.pk) as file,
            get_connection() as mail_server,
        ):
            if not is_ours:
                return 0
            lane = _Lane(issue, mail_server, file, clock)
            lane.run()
    except (OSError, smtplib.SMTPException) as away:
        # Nothing is claimed without a connection; the tick tries again.
        logger.warning("issue %s: mail server or ledger away (%s)", issue.pk, type(away).__name__)
        return 0
    if not lane.is_done:
        nudge(jobs.DELIVER_ISSUE, issue.pk)
    issues.finish(issue_id=issue.pk, now=clock())
    return lane.sent


def _alone_with_cap() -> AbstractContextManager[bool]:
    """Let one lane at a time count what a provider with a daily cap still takes."""
    return alone(_CAPPED, "newsletter") if current_profile().mails_a_day else nullcontext(True)


def continue_after_restore(now: datetime) -> None:
    """Let the copies of a restored database that never left wait, and no others (LAW P19).

    The files beside the ledger say which of those that waited in the backup were handed over since. Consent is asked
    again at the claim.
    """
    # Also of an issue that the backup knows as planned or paused: it may have begun since.
    for issue in Issue.objects.unfinished():
        since = handed_over_files.handed_over(issue.pk)
        in_doubt = []
        for copy in Delivery.stored.filter(issue=issue).unfinished().only("pk", "state", "claimed_at", "due_at"):
            if issues.has_left(copy, since.get(copy.pk)):
                copy.state = DeliveryState.UNCERTAIN
                copy.claimed_at = since.get(copy.pk, copy.claimed_at)
                in_doubt.append(copy)
        Delivery.stored.bulk_update(in_doubt, ["state", "claimed_at"], batch_size=1000)
        claimed = Delivery.stored.filter(issue=issue, state=DeliveryState.CLAIMED)
        claimed.update(state=DeliveryState.PENDING, claimed_at=None)


@dataclass
class _Batch:
    """What became of the copies of a batch."""

    began: float = field(default_factory=time.monotonic)
    sent: list[UUID] = field(default_factory=list)
    failed: list[tuple[Copy, Exception, DeliveryState]] = field(default_factory=list)
    suppressed: list[UUID] = field(default_factory=list)
    unsent: list[Copy] = field(default_factory=list)
    refused_for: Exception | None = None  # the server asks us to wait
    broken_by: Exception | None = None  # the connection or the file


class _Lane:
    """One worker sending copies of one issue over one connection."""

    def __init__(
        self, issue: Issue, mail_server: BaseEmailBackend, file: HandedOverFile, clock: Callable[[], datetime]
    ) -> None:
        self._issue_id, self._mail = issue.pk, IssueMail(issue)
        self._mail_server, self._file, self._clock = mail_server, file, clock
        self._profile = current_profile()
        self._refusals = 0
        self.sent, self.is_done = 0, False

    def run(self) -> None:
        """Send until no copy waits, the time is up or the provider wants no more for now."""
        stop_at, size = self._clock() + LANE_LASTS, 1
        left = self._profile.left_today(self._clock())
        while self._clock() < stop_at:
            if left is not None and self.sent >= left:
                self._pause(PauseReason.DAILY_CAP, self._profile.free_again(self._clock()))
                return
            most = self._profile.batch if left is None else min(self._profile.batch, left - self.sent)
            copies = claim(issue_id=self._issue_id, now=self._clock(), size=min(size, most))
            if not copies:
                self.is_done = True
                return
            began = time.monotonic()
            batch = self._send(copies)
            self.sent += len(batch.sent)
            if batch.broken_by is not None:
                raise batch.broken_by
            if batch.refused_for is not None:
                self._pause(PauseReason.BUSY, wait_until(batch.refused_for, copies[0].attempts, self._clock()))
                return
            took = time.monotonic() - began
            size = max(1, min(size * 2, int(size * _BATCH_LASTS / max(took, 0.001))))
            time.sleep(self._profile.rest_after(len(copies), took, lanes=issues.LANES))

    def _pause(self, reason: PauseReason, until: datetime) -> None:
        with suppress(IssueInAnotherState):  # another lane was told the same
            campaign.pause(issue_id=self._issue_id, reason=reason, until=until, now=self._clock())
        self.is_done = True

    def _send(self, copies: Sequence[Copy]) -> _Batch:
        ready = self._compose([copy for copy in copies if copy.state == DeliveryState.CLAIMED])
        batch = _Batch()
        # Whatever happens in here is recorded, and nothing raised: an error would undo the record of what has left.
        with transaction.atomic():
            held = hold([copy for copy, _message in ready])
            for copy, message in ready:
                is_over = batch.broken_by or batch.refused_for or self._lasts_too_long(batch)
                if copy.id not in held or is_over:
                    batch.unsent.append(copy)
                else:
                    self._hand_over(copy, message, batch)
            _settle(batch, self._clock())
        return batch

    def _lasts_too_long(self, batch: _Batch) -> bool:
        return time.monotonic() - batch.began > _LONGEST_BATCH

    def _hand_over(self, copy: Copy, message: IssueCopy | EncodedCopy, batch: _Batch) -> None:
        try:
            self._file.note(copy.id, self._clock())
        except OSError as full:
            # Nothing may be sent that a restore would not know of.
            batch.broken_by = full
            batch.unsent.append(copy)
            return
        try:
            self._hand(message)
        except Exception as error:  # noqa: BLE001 - any error must be recorded in the row
            self._refused(copy, error, batch)
        else:
            self._refusals = 0
            batch.sent.append(copy.id)
            self._file.note_taken(copy.id)

    def _hand(self, message: IssueCopy | EncodedCopy) -> None:
        if isinstance(message, IssueCopy):
            self._mail_server.send_messages([message])
        else:
            smtp.hand_over(self._mail_server.connection, message)  # type: ignore[attr-defined]

    def _refused(self, copy: Copy, error: Exception, batch: _Batch) -> None:
        batch.failed.append((copy, error, outcome(error)))
        self._refusals = self._refusals + 1 if outcome(error) == DeliveryState.PENDING else 0
        if is_busy(error) or self._refusals >= _REFUSALS_IN_A_ROW:
            batch.refused_for = error
        try:
            self._mail_server.close()
            self._mail_server.open()
        except (OSError, smtplib.SMTPException) as away:
            batch.broken_by = away

    def _compose(self, copies: Sequence[Copy]) -> list[tuple[Copy, IssueCopy | EncodedCopy]]:
        """Return the mails; an error is recorded and leaves nothing in doubt."""
        ready, batch = list[tuple[Copy, IssueCopy | EncodedCopy]](), _Batch()
        suppressed = set(suppressed_among([copy.email for copy in copies]))
        batch.suppressed += [copy.id for copy in copies if copy.email in suppressed]
        for copy in copies:
            if copy.email in suppressed:
                continue
            try:
                message = self._message(copy)
            except Exception as error:  # noqa: BLE001 - any error must be recorded in the row
                state = DeliveryState.FAILED if isinstance(error, ValueError) else DeliveryState.PENDING
                batch.failed.append((copy, error, state))
            else:
                ready.append((copy, message))
        _settle(batch, self._clock())
        return ready

    def _message(self, copy: Copy) -> IssueCopy | EncodedCopy:
        if type(self._mail_server) is SmtpBackend:
            return self._mail.encoded_for(copy.email, copy.language, copy.id, copy.confirmed_at)
        return self._mail.addressed_to(copy.subscription_id, copy.email, copy.language, copy.id, copy.confirmed_at)


def claim(*, issue_id: UUID, now: datetime, size: int = 1) -> list[Copy]:
    """Claim waiting copies of an issue that is being sent, commit, and return them.

    A trigger turns those that may not leave into ``skipped`` (LAW P19).
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"issue": issue_id, "now": now, "size": size})
        rows = cursor.fetchall()
    return [
        Copy(
            id=row[0],
            state=row[1],
            attempts=row[2],
            subscription_id=row[3],
            email=_known(row[4]),
            language=row[5],
            confirmed_at=row[6],
        )
        for row in rows
    ]


def _known(address: str) -> str:
    """Return an address of the table so that it is not looked at again: most have nothing to be made normal."""
    return Address(address, address) if _NORMAL.fullmatch(address) else address


def hold(copies: Sequence[Copy]) -> set[UUID]:
    """Return those of the copies that may leave, and let nobody end their subscriptions until the transaction ends."""
    if not copies:
        return set()
    with connection.cursor() as cursor:
        ids, attempts = [copy.id for copy in copies], [copy.attempts for copy in copies]
        cursor.execute(_HOLD, {"ids": ids, "attempts": attempts})
        return {row[0] for row in cursor.fetchall()}


def _settle(batch: _Batch, now: datetime) -> None:
    """Record what became of the copies of a batch."""
    claimed = Delivery.stored.filter(state=DeliveryState.CLAIMED)
    if batch.sent:
        claimed.filter(pk__in=batch.sent).update(state=DeliveryState.SENT, sent_at=now)
    if batch.suppressed:
        claimed.filter(pk__in=batch.suppressed).update(
            state=DeliveryState.SKIPPED, skip_reason=SkipReason.SUPPRESSED, claimed_at=None
        )
    for copy in batch.unsent:
        mine = claimed.filter(pk=copy.id, attempts=copy.attempts)
        mine.update(state=DeliveryState.PENDING, attempts=F("attempts") - 1)
    for copy, error, state in batch.failed:
        # Only the class of the error is kept: the answer of a mail server may contain an address.
        logger.warning("delivery %s: %s, attempt %s (%s)", copy.id, state, copy.attempts, type(error).__name__)
        is_given_up = state == DeliveryState.PENDING and copy.attempts >= MOST_ATTEMPTS and not is_busy(error)
        claimed.filter(pk=copy.id, attempts=copy.attempts).update(
            state=DeliveryState.FAILED if is_given_up else state,
            last_error=type(error).__name__,
            due_at=wait_until(error, copy.attempts, now)
            if is_busy(error)
            else now + _FIRST_DELAY * 2 ** (copy.attempts - 1),
        )
