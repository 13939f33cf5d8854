"""operations.deliveries and operations.issues: once each, and only with standing consent."""

import smtplib
from datetime import timedelta
from itertools import count
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from newsletter.issues import deliveries, jobs
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from privacy.journal.models import JournalEntry
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory

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
    Delivery.objects.filter(pk=leaves.pk).update(state=DeliveryState.PENDING)
    assert deliver(issue) == 1
    leaves.refresh_from_db()
    assert (leaves.state, leaves.claimed_at) == (DeliveryState.SKIPPED, None)


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


def test_a_killed_sender_leaves_one_uncertain_copy_that_is_never_sent_again() -> None:
    issue = queued(3)
    assert deliveries.claim(issue_id=issue.pk, now=NOW) is not None  # and then kill -9
    deliver(issue)
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    issues.resume(now=NOW + timedelta(minutes=11))
    issue.refresh_from_db()
    assert (issue.state, states()) == (IssueState.SENT, ["sent", "sent", "uncertain"])
    assert len(mail.outbox) == 2


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
