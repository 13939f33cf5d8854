"""operations.deliveries and operations.issues: once each, and only with standing consent."""

import smtplib
from datetime import timedelta
from itertools import count

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState, SkipReason
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.operations import suppress
from privacy.journal.models import JournalEntry
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory
from tests.newsletter.issues.copies import deliver, queued, states

pytestmark = pytest.mark.usefixtures("rules")


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


@pytest.mark.law("P19")
def test_copy_is_not_sent_to_who_was_suppressed_meanwhile() -> None:
    issue = queued(2)
    gone = Delivery.objects.all()[0]
    suppress(address=gone.subscription.email, reason=SuppressionReason.LEFT, now=NOW)
    assert deliver(issue) == 1
    gone.refresh_from_db()
    assert (gone.state, gone.skip_reason) == (DeliveryState.SKIPPED, SkipReason.SUPPRESSED)
