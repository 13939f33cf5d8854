"""operations.deliveries and operations.issues: once each, and only with standing consent."""

import json
import smtplib
import time
from datetime import datetime, timedelta
from itertools import count
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from newsletter.issues import campaign, deliveries, handed_over, jobs
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState, PauseReason, SkipReason
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.models import Delivery, Issue
from newsletter.issues.profile import current_profile
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.operations import suppress
from privacy.journal.models import JournalEntry
from privacy.runs.liveness import is_at_work
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory
from tests.privacy.runs.killed import kill, process_at_work

pytestmark = pytest.mark.usefixtures("rules")


def queued(recipients: int) -> Issue:
    ActiveFactory.create_batch(recipients)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    return issue


def deliver(issue: Issue) -> int:
    return deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)


def claim(issue: Issue, now: datetime = NOW) -> deliveries.Copy:
    (copy,) = deliveries.claim(issue_id=issue.pk, now=now)
    return copy


def hand_over(issue: Issue, copy: deliveries.Copy, now: datetime = NOW) -> None:
    """Write what a worker writes before a copy leaves; then it was killed."""
    with handed_over.open_for(issue.pk) as file:
        file.note(copy.id, now)


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


class TooManyRequests(Exception):
    """As anymail raises it."""

    status_code = 429

    def __init__(self, retry_after: str = "") -> None:
        self.response = SimpleNamespace(headers={"Retry-After": retry_after} if retry_after else {})


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Let the mail server answer with these errors, one a message, then accept."""
    errors: list[Exception] = []

    def send_messages(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if errors:
            raise errors.pop(0)
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return errors


@pytest.mark.law("P19")
def test_send_goes_to_active_subscriptions_only() -> None:
    PendingFactory.create()
    EndedFactory.create()
    wanted = ActiveFactory.create_batch(2)
    issue = IssueFactory.create()
    assert issues.send(issue_id=issue.pk, now=NOW) == 2
    assert {one.subscription_id for one in Delivery.objects.all()} == {one.pk for one in wanted}


def test_send_a_second_time_is_refused() -> None:
    issue = queued(1)
    with pytest.raises(IssueAlreadySent):
        issues.send(issue_id=issue.pk, now=NOW)
    assert Delivery.objects.count() == 1


def test_send_without_recipients_is_refused() -> None:
    issue = IssueFactory.create()
    with pytest.raises(NobodyToSendTo):
        issues.send(issue_id=issue.pk, now=NOW)
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_deliver_sends_each_copy_once_and_closes_the_issue() -> None:
    issue = queued(3)
    assert deliver(issue) == 3
    assert deliver(issue) == 0
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 3
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    assert JournalEntry.objects.get(event="newsletter.issue_sent").facts.endswith('"sent":3}')


@pytest.mark.law("P19")
def test_deliver_skips_whoever_left_between_queueing_and_claiming() -> None:
    issue = queued(2)
    leaves = Delivery.objects.all()[0]
    # As if the unsubscription had not seen the row: the database alone must stop it.
    subscriptions.unsubscribe(subscription_id=leaves.subscription_id, reason=EndReason.PAGE, now=NOW)
    Delivery.objects.filter(pk=leaves.pk).update(state=DeliveryState.PENDING, skip_reason="")
    assert deliver(issue) == 1
    leaves.refresh_from_db()
    assert (leaves.state, leaves.skip_reason, leaves.claimed_at) == (DeliveryState.SKIPPED, SkipReason.ENDED, None)


def test_deliver_claims_nothing_while_the_mail_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(2)

    def away(self: EmailBackend) -> bool:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", away)
    assert deliver(issue) == 0
    assert states() == ["pending", "pending"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), "pending"),
        (smtplib.SMTPDataError(554, b"no"), "failed"),
        (smtplib.SMTPSenderRefused(530, b"log in first", "x"), "pending"),
        (smtplib.SMTPServerDisconnected("gone"), "uncertain"),
        (TimeoutError(), "uncertain"),
        (ValueError("bad header"), "failed"),
    ],
)
def test_deliver_settles_an_error_by_what_it_proves(refusing: list[Exception], error: Exception, state: str) -> None:
    issue = queued(2)
    refusing.append(error)
    assert deliver(issue) == 1
    assert states() == sorted([state, "sent"])
    assert Delivery.objects.exclude(state="sent").get().last_error == type(error).__name__


def test_deliver_retries_later_and_gives_up_after_five_attempts(refusing: list[Exception]) -> None:
    issue = queued(1)
    refusing.extend(smtplib.SMTPRecipientsRefused({"x": (451, b"later")}) for _attempt in range(5))
    for hours in count():
        deliveries.deliver(issue_id=issue.pk, clock=lambda hours=hours: NOW + timedelta(hours=hours))  # type: ignore[misc]
        if states() != ["pending"]:
            break
    one = Delivery.objects.get()
    assert (one.state, one.attempts) == (DeliveryState.FAILED, 5)
    assert not mail.outbox


@pytest.mark.law("A-09")
def test_a_sender_killed_while_handing_over_leaves_one_uncertain_copy_that_is_never_sent_again() -> None:
    issue = queued(3)
    hand_over(issue, claim(issue))  # and then kill -9
    deliver(issue)
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    issues.resume(now=NOW + timedelta(seconds=6))
    issue.refresh_from_db()
    assert (issue.state, states()) == (IssueState.SENT, ["sent", "sent", "uncertain"])
    assert len(mail.outbox) == 2


def test_a_sender_killed_before_handing_over_leaves_a_copy_that_waits_again() -> None:
    issue = queued(2)
    claim(issue)
    issues.resume(now=NOW + timedelta(seconds=16))
    assert states() == ["pending", "pending"]
    assert deliver(issue) == 2
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


def test_a_sender_that_wakes_up_late_does_not_send_what_another_has_claimed() -> None:
    issue = queued(1)
    slow = claim(issue)
    issues.resume(now=NOW + timedelta(seconds=16))
    other = claim(issue, NOW + timedelta(seconds=17))
    assert deliveries.hold([slow]) == set()
    assert deliveries.hold([other]) == {other.id}


@pytest.mark.law("P19", "M-03")
def test_who_leaves_between_claiming_and_handing_over_gets_nothing() -> None:
    issue = queued(1)
    copy = claim(issue)
    subscriptions.unsubscribe(subscription_id=copy.subscription_id, reason=EndReason.ONE_CLICK, now=NOW)
    assert deliveries.hold([copy]) == set()
    issues.resume(now=NOW + timedelta(seconds=6))
    assert deliver(issue) == 0
    assert states() == ["skipped"]


@pytest.mark.parametrize(("error", "state"), [(ValueError("bad"), "failed"), (KeyError("part"), "pending")])
def test_copy_that_cannot_be_composed_is_not_in_doubt(
    monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    issue = queued(1)

    def broken(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(deliveries.IssueMail, "addressed_to", broken)
    assert deliver(issue) == 0
    assert states() == [state]


def test_nothing_is_sent_that_a_restore_would_not_know_of(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(2)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(deliveries.HandedOverFile, "note", full)
    assert deliver(issue) == 0
    assert states() == ["pending", "pending"]
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("A-09", "P19")
def test_copies_of_a_killed_worker_go_on_at_once_and_those_of_one_at_work_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issue = queued(3)
    claim(issue)
    hand_over(issue, claim(issue))
    nudged: list[object] = []
    monkeypatch.setattr(issues, "nudge", lambda *what: nudged.append(what))
    soon = NOW + timedelta(seconds=3)
    with process_at_work(issues.LANE, issue.pk) as process:
        issues.resume(now=soon)
        assert (states(), nudged) == (["claimed", "claimed", "pending"], [])
        kill(process, issues.LANE, issue.pk)
    issues.resume(now=soon)
    assert states() == ["pending", "pending", "uncertain"]
    assert nudged == [(jobs.DELIVER_ISSUE, issue.pk)] * issues.LANES


@pytest.mark.law("A-09")
def test_lane_that_begins_while_the_tick_looks_keeps_its_copies() -> None:
    issue = queued(1)
    hand_over(issue, claim(issue))
    issues.resume(now=NOW)
    assert states() == ["claimed"]


def test_lane_is_at_work_while_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    seen: list[bool] = []
    monkeypatch.setattr(deliveries.HandedOverFile, "note", lambda *_: seen.append(is_at_work(issues.LANE, issue.pk)))
    assert deliver(issue) == 1
    assert seen == [True]
    assert not is_at_work(issues.LANE, issue.pk)


def test_resume_nudges_an_issue_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    nudged: list[object] = []
    monkeypatch.setattr(issues, "nudge", lambda *what: nudged.append(what))
    issues.resume(now=NOW)
    assert nudged == [(jobs.DELIVER_ISSUE, issue.pk)] * issues.LANES


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_copy_once() -> None:
    issue = queued(60)
    start, sent = Barrier(2), []

    def work() -> None:
        start.wait()
        sent.append(deliver(issue))
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == len(mail.outbox) == 60
    assert len({message.to[0] for message in mail.outbox}) == 60
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("M-03")
def test_who_unsubscribes_while_a_batch_leaves_is_answered_when_it_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves after the answer; before it, the copy that is on its way does."""
    issue = queued(1)
    person = Delivery.objects.get().subscription_id
    happened: list[str] = []

    def leave() -> None:
        subscriptions.unsubscribe(subscription_id=person, reason=EndReason.ONE_CLICK, now=NOW)
        happened.append("answered")
        connection.close()

    reader = Thread(target=leave)

    def send(_backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        reader.start()
        time.sleep(0.2)
        happened.append("left")
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert deliver(issue) == 1
    reader.join()
    assert happened == ["left", "answered"]
    assert states() == ["sent"]


def in_doubt(recipients: int) -> Issue:
    """Return an issue of which every copy was being handed over when its worker was killed."""
    issue = queued(recipients)
    for copy in deliveries.claim(issue_id=issue.pk, now=NOW, size=recipients):
        hand_over(issue, copy)
    issues.resume(now=NOW + timedelta(minutes=11))
    assert states() == ["uncertain"] * recipients
    return issue


def test_staff_send_an_uncertain_copy_again_with_the_same_message_id(admin_user: User) -> None:
    issue = in_doubt(3)
    left = Delivery.objects.all()[0]
    later = NOW + timedelta(hours=1)
    others = Delivery.objects.exclude(pk=left.pk)
    assert issues.send_again(deliveries=others, by=admin_user, now=later) == 2
    assert issues.leave(deliveries=Delivery.objects.filter(pk=left.pk), by=admin_user, now=later) == 1
    assert issues.leave(deliveries=Delivery.objects.all(), by=admin_user, now=later) == 0
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: later) == 2
    assert states() == ["left", "sent", "sent"]
    sent = {message.extra_headers["Message-ID"].strip("<>").partition("@")[0] for message in mail.outbox}
    assert sent == {str(pk) for pk in others.values_list("pk", flat=True)}
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    facts = {entry.event: json.loads(entry.facts) for entry in JournalEntry.objects.filter(stream="newsletter")}
    assert facts["newsletter.sent_again"] == {"issue": str(issue.pk), "copies": 2, "staff": admin_user.pk}
    assert facts["newsletter.left"]["copies"] == 1


@pytest.mark.law("P19")
def test_uncertain_copy_is_not_sent_again_to_somebody_who_left(admin_user: User) -> None:
    issue = in_doubt(1)
    gone = Delivery.objects.get().subscription_id
    subscriptions.unsubscribe(subscription_id=gone, reason=EndReason.PAGE, now=NOW + timedelta(minutes=20))
    issues.send_again(deliveries=Delivery.objects.all(), by=admin_user, now=NOW + timedelta(hours=1))
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW + timedelta(hours=1)) == 0
    assert states() == ["skipped"]


@pytest.mark.parametrize(
    ("event_type", "state"),
    [("delivered", "sent"), ("deferred", "sent"), ("bounced", "failed"), ("opened", "uncertain"), (None, "uncertain")],
)
@pytest.mark.parametrize("names", ["message id", "metadata", "nothing of ours"])
def test_provider_settles_what_was_in_doubt(event_type: str | None, state: str, names: str) -> None:
    in_doubt(1)
    copy = Delivery.objects.get()
    event = AnymailTrackingEvent(
        event_type=event_type,
        timestamp=NOW,
        message_id=f"<{copy.pk}@example.com>" if names == "message id" else "abc",
        metadata={"delivery": str(copy.pk)} if names == "metadata" else {},
    )
    tracking.send(sender=object(), event=event, esp_name="test")
    assert states() == ["uncertain" if names == "nothing of ours" else state]


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPSenderRefused(452, b"too many", "x"), smtplib.SMTPDataError(421, b"slow down"), TooManyRequests()],
)
def test_busy_server_pauses_the_issue_and_it_goes_on_by_itself(refusing: list[Exception], error: Exception) -> None:
    issue = queued(3)
    refusing.append(error)
    assert deliver(issue) == 0
    issue.refresh_from_db()
    assert (issue.state, issue.pause_reason) == (IssueState.PAUSED, PauseReason.BUSY)
    assert issue.resumes_at == NOW + timedelta(minutes=1)
    assert states() == ["pending"] * 3
    later = NOW + timedelta(minutes=1)
    campaign.tick(later)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: later) == 3
    assert states() == ["sent"] * 3


def test_provider_says_when_to_go_on(refusing: list[Exception]) -> None:
    issue = queued(1)
    refusing.append(TooManyRequests("17"))
    deliver(issue)
    issue.refresh_from_db()
    assert issue.resumes_at == NOW + timedelta(seconds=17)


def test_busy_server_never_makes_a_copy_fail(refusing: list[Exception]) -> None:
    issue = queued(1)
    refusing.extend(smtplib.SMTPDataError(421, b"slow down") for _attempt in range(9))
    for hours in range(10):
        later = NOW + timedelta(hours=2 * hours)
        campaign.tick(later)
        deliveries.deliver(issue_id=issue.pk, clock=lambda later=later: later)  # type: ignore[misc]
    assert states() == ["sent"]


def test_recipients_refused_in_a_row_pause_the_issue(refusing: list[Exception]) -> None:
    issue = queued(9)
    refusing.extend(smtplib.SMTPRecipientsRefused({"x": (450, b"rate")}) for _attempt in range(5))
    assert deliver(issue) == 0
    issue.refresh_from_db()
    assert issue.state == IssueState.PAUSED
    assert Delivery.objects.exclude(last_error="").count() == 5


def test_no_more_leave_than_the_provider_takes_in_a_day(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"MAILS_A_DAY": 3}
    issue = queued(5)
    assert deliver(issue) == 3
    issue.refresh_from_db()
    assert (issue.state, issue.pause_reason) == (IssueState.PAUSED, PauseReason.DAILY_CAP)
    assert issue.resumes_at == NOW + timedelta(days=1)
    later = NOW + timedelta(days=1)
    campaign.tick(later)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: later) == 2


@pytest.mark.parametrize(("rate", "rest"), [(0, 0.0), (40, 9.5), (10_000, 0.0)])
def test_workers_together_keep_to_the_rate(settings: LazySettings, rate: float, rest: float) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"MAILS_A_SECOND": rate}
    assert current_profile().rest_after(100, 0.5, lanes=4) == rest


def test_copy_in_doubt_is_sent_again_where_the_provider_sends_it_once(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"IDEMPOTENCY_HEADER": "Resend-Idempotency-Key"}
    issue = queued(1)
    copy = claim(issue)
    hand_over(issue, copy)
    issues.resume(now=NOW + timedelta(seconds=6))
    assert deliver(issue) == 1
    assert mail.outbox[0].extra_headers["Resend-Idempotency-Key"] == str(copy.id)


@pytest.mark.law("P19")
def test_copy_is_not_sent_to_who_was_suppressed_meanwhile() -> None:
    issue = queued(2)
    gone = Delivery.objects.all()[0]
    suppress(address=gone.subscription.email, reason=SuppressionReason.LEFT, now=NOW)
    assert deliver(issue) == 1
    gone.refresh_from_db()
    assert (gone.state, gone.skip_reason) == (DeliveryState.SKIPPED, SkipReason.SUPPRESSED)


def test_power_cut_leaves_what_was_claimed_before_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    claim(issue)
    monkeypatch.setattr(issues.time, "clock_gettime", lambda _clock: 5.0)
    issues.resume(now=NOW + timedelta(seconds=30))
    assert states() == ["uncertain"]
