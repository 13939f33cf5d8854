"""Copies of which nobody knows whether they left: settled by staff or by the provider."""

import json
from datetime import timedelta

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core import mail

from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import IssueState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from privacy.journal.models import JournalEntry
from tests.factories.newsletter import NOW
from tests.newsletter.issues.copies import claim, deliver, hand_over, queued, states

pytestmark = pytest.mark.usefixtures("rules")


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


def test_copy_in_doubt_is_sent_again_where_the_provider_sends_it_once(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"IDEMPOTENCY_HEADER": "Resend-Idempotency-Key"}
    issue = queued(1)
    copy = claim(issue)
    hand_over(issue, copy)
    issues.resume(now=NOW + timedelta(seconds=6))
    assert deliver(issue) == 1
    assert mail.outbox[0].extra_headers["Resend-Idempotency-Key"] == str(copy.id)


def test_power_cut_leaves_what_was_claimed_before_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    claim(issue)
    monkeypatch.setattr(issues.time, "clock_gettime", lambda _clock: 5.0)
    issues.resume(now=NOW + timedelta(seconds=30))
    assert states() == ["uncertain"]
