"""operations.deliveries and operations.issues: once each, and only with standing consent."""

import json
import smtplib
import time
from datetime import timedelta
from itertools import count
from threading import Barrier, Event, Thread

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from newsletter.issues import deliveries, jobs
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState, SkipReason
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
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


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


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
    copy = deliveries.claim(issue_id=issue.pk, now=NOW)
    assert copy is not None
    assert deliveries.hand_over(copy)  # and then kill -9
    deliver(issue)
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    issues.resume(now=NOW + timedelta(minutes=11))
    issue.refresh_from_db()
    assert (issue.state, states()) == (IssueState.SENT, ["sent", "sent", "uncertain"])
    assert len(mail.outbox) == 2


def test_a_sender_killed_before_handing_over_leaves_a_copy_that_waits_again() -> None:
    issue = queued(2)
    copy = deliveries.claim(issue_id=issue.pk, now=NOW)
    assert copy is not None
    issues.resume(now=NOW + timedelta(seconds=16))
    assert states() == ["pending", "pending"]
    assert deliver(issue) == 2
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


def test_a_sender_that_wakes_up_late_does_not_send_what_another_has_claimed() -> None:
    issue = queued(1)
    slow = deliveries.claim(issue_id=issue.pk, now=NOW)
    issues.resume(now=NOW + timedelta(seconds=16))
    other = deliveries.claim(issue_id=issue.pk, now=NOW + timedelta(seconds=17))
    assert slow is not None
    assert other is not None
    assert not deliveries.hand_over(slow)
    assert deliveries.hand_over(other)


@pytest.mark.law("P19", "M-03")
def test_who_leaves_between_claiming_and_handing_over_gets_nothing() -> None:
    issue = queued(1)
    copy = deliveries.claim(issue_id=issue.pk, now=NOW)
    assert copy is not None
    subscriptions.unsubscribe(subscription_id=copy.subscription_id, reason=EndReason.ONE_CLICK, now=NOW)
    assert not deliveries.hand_over(copy)
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
    claimed, handed = (deliveries.claim(issue_id=issue.pk, now=NOW) for _copy in range(2))
    assert claimed is not None
    assert handed is not None
    assert deliveries.hand_over(handed)
    nudged: list[object] = []
    monkeypatch.setattr(issues, "nudge", lambda *what: nudged.append(what))
    soon = NOW + timedelta(seconds=3)
    with process_at_work(issues.LANE, issue.pk) as process:
        issues.resume(now=soon)
        assert (states(), nudged) == (["claimed", "handing", "pending"], [])
        kill(process, issues.LANE, issue.pk)
    issues.resume(now=soon)
    assert states() == ["pending", "pending", "uncertain"]
    assert nudged == [(jobs.DELIVER_ISSUE, issue.pk)] * issues.LANES


@pytest.mark.law("A-09")
def test_lane_that_begins_while_the_tick_looks_keeps_its_copies() -> None:
    issue = queued(1)
    copy = deliveries.claim(issue_id=issue.pk, now=NOW)
    assert copy is not None
    assert deliveries.hand_over(copy)
    issues.resume(now=NOW)
    assert states() == ["handing"]


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
def test_copy_that_is_locked_for_a_moment_is_handed_over() -> None:
    """The claim of another worker locks it when it looked before ours was committed."""
    issue = queued(1)
    copy = deliveries.claim(issue_id=issue.pk, now=NOW)
    assert copy is not None
    is_locked = Event()

    def lock() -> None:
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=copy.id)
            is_locked.set()
            time.sleep(0.1)
        connection.close()

    other = Thread(target=lock)
    other.start()
    is_locked.wait()
    assert deliveries.hand_over(copy)
    other.join()


def in_doubt(recipients: int) -> Issue:
    """Return an issue of which every copy was being handed over when its worker was killed."""
    issue = queued(recipients)
    for _copy in range(recipients):
        copy = deliveries.claim(issue_id=issue.pk, now=NOW)
        assert copy is not None
        assert deliveries.hand_over(copy)
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
