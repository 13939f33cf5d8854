"""What is reported of copies ends what it must, once, whoever says it."""

import json
from datetime import datetime, timedelta

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.test import Client
from django.urls import reverse

from newsletter.bounces import operations as bounces
from newsletter.bounces.enums import EventKind
from newsletter.bounces.models import IssueCount, MailEvent
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import links
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from newsletter.suppression.queries import is_suppressed
from privacy.inbound import operations as inbound
from privacy.inbound.models import ReceivedMail
from privacy.journal import operations as journal
from privacy.retention import operations as retention
from tests.factories.mails import bounce, complaint, mail_from
from tests.factories.newsletter import NOW, IssueFactory, subscribed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def _copy(subscription: Subscription, issue: Issue | None = None) -> Delivery:
    return Delivery.objects.create(
        issue=issue or IssueFactory.create(), subscription=subscription, state="sent", due_at=NOW, sent_at=NOW
    )


def _arrived(raw: bytes, now: datetime = NOW) -> ReceivedMail:
    row = inbound.store(raw=raw, now=now)
    inbound.read(mail_id=row.pk, now=now)
    row.refresh_from_db()
    return row


def _act(now: datetime = NOW) -> None:
    for event_id in MailEvent.objects.waiting().values_list("pk", flat=True):
        bounces.process(event_id=event_id, now=now)


def _told(**facts: object) -> None:
    event = AnymailTrackingEvent(**{"timestamp": NOW, "message_id": None, "recipient": None, "metadata": {}, **facts})
    tracking.send(sender=object(), event=event, esp_name="Any")


def _ended(subscription: Subscription) -> str:
    subscription.refresh_from_db()
    return subscription.end_reason


@pytest.mark.law("P29", "M-03", "A-17")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"event_type": "bounced", "reject_reason": "bounced"}, EndReason.BOUNCED),
        ({"event_type": "bounced", "reject_reason": "invalid"}, EndReason.BOUNCED),
        ({"event_type": "bounced", "reject_reason": "other"}, ""),
        ({"event_type": "rejected", "reject_reason": "unsubscribed"}, EndReason.PROVIDER),
        ({"event_type": "complained"}, EndReason.COMPLAINT),
        ({"event_type": "unsubscribed"}, EndReason.PROVIDER),
        ({"event_type": "deferred"}, ""),
        ({"event_type": "delivered"}, ""),
        ({"event_type": "autoresponded"}, ""),
        ({"event_type": "opened"}, ""),
        ({"event_type": "clicked"}, ""),
    ],
)
def test_event_of_the_provider(facts: dict[str, str], reason: str) -> None:
    subscription = subscribed("kari@example.com")
    copy = _copy(subscription)
    for _twice in range(2):
        _told(**facts, metadata={"delivery": str(copy.pk)})
    _act()
    assert _ended(subscription) == reason
    assert MailEvent.objects.count() == (facts["event_type"] in ("bounced", "rejected", "complained", "unsubscribed"))
    assert is_suppressed("kari@example.com") == bool(reason)
    if reason:
        assert subscription.retain_until is not None
    assert list(journal.compare_sources()) == []


def test_event_that_names_the_message_or_the_address_alone() -> None:
    first, second = subscribed("kari@example.com"), subscribed("ola@example.com")
    copy = _copy(first)
    _told(event_type="complained", message_id=f"<{copy.pk}@proviso.example>")
    for _twice in range(2):
        _told(event_type="complained", recipient="Ola@Example.com", event_id="e1")
    _told(event_type="complained", recipient="ukjent@example.com", event_id="e2")
    _act()
    assert (_ended(first), _ended(second)) == (EndReason.COMPLAINT, EndReason.COMPLAINT)
    assert MailEvent.objects.count() == 2


def test_same_bounce_by_webhook_and_by_mail_counts_once() -> None:
    subscription = subscribed("kari@example.com")
    copy = _copy(subscription)
    _told(event_type="bounced", reject_reason="bounced", metadata={"delivery": str(copy.pk)})
    assert _arrived(bounce(f"<{copy.pk}@proviso.example>")).reader == "newsletter.bounce"
    _act()
    assert IssueCount.objects.get(issue_id=copy.issue_id, kind=EventKind.HARD).count == 1


@pytest.mark.parametrize("head", [True, False])
def test_report_of_a_mail_server_ends_the_subscription(head: bool) -> None:
    subscription = subscribed("kari@example.com")
    _arrived(bounce(f"<{_copy(subscription).pk}@proviso.example>", head=head))
    _act()
    assert _ended(subscription) == EndReason.BOUNCED


def test_report_that_anybody_could_write_ends_nothing() -> None:
    subscription = subscribed("kari@example.com")
    _copy(subscription)
    forged = _arrived(bounce("<00000000-0000-4000-8000-000000000000@proviso.example>", recipient="kari@example.com"))
    assert forged.reader == "privacy.report"
    assert _arrived(complaint("<kari@example.com>")).reader == "privacy.report"
    _act()
    assert _ended(subscription) == ""


def test_complaint_by_mail() -> None:
    spam, left, pardoned = (subscribed(f"{name}@example.com") for name in ("kari", "ola", "per"))
    for row, kind in ((spam, "abuse"), (left, "opt-out"), (pardoned, "not-spam")):
        assert _arrived(complaint(f"<{_copy(row).pk}@proviso.example>", kind=kind)).reader == "newsletter.complaint"
    _act()
    assert (_ended(spam), _ended(left), _ended(pardoned)) == (EndReason.COMPLAINT, EndReason.PROVIDER, "")


def test_soft_bounces_of_several_issues_end_the_subscription() -> None:
    subscription = subscribed("kari@example.com")
    copies = [_copy(subscription) for _issue in range(3)]
    for number, copy in enumerate(copies):
        assert _ended(subscription) == ""
        for status in ("4.2.2", "5.2.2"):  # twice about one issue is once
            _arrived(bounce(f"<{copy.pk}@proviso.example>", status=status), now=NOW + timedelta(days=number))
        _act()
    assert _ended(subscription) == EndReason.BOUNCED


def test_soft_bounces_long_ago_do_not_count() -> None:
    subscription = subscribed("kari@example.com")
    for number in range(4):
        status = bounce(f"<{_copy(subscription).pk}@proviso.example>", status="4.2.2")
        _arrived(status, now=NOW + timedelta(days=60 * number))
        _act()
    assert _ended(subscription) == ""


def test_mail_that_unsubscribes_acts_by_its_token_whoever_sent_it() -> None:
    subscription = subscribed("kari@example.com")
    token = links.make_token(links.LinkPurpose.UNSUBSCRIBE, "kari@example.com")
    row = _arrived(mail_from("annen@example.com", subject=f"unsubscribe {token}", text=""))
    assert row.reader == "newsletter.unsubscribe"
    assert _ended(subscription) == EndReason.MAIL
    # Works again, and for a person who is erased: nothing is left to do, and no conversation begins.
    Subscription.objects.all().delete()
    again = _arrived(mail_from(subject=f"unsubscribe {token}", text="", Message_ID="<2@example.com>"))
    assert again.reader == "newsletter.unsubscribe"


def test_mail_that_unsubscribes_without_a_token_is_read_by_people() -> None:
    subscription = subscribed("kari@example.com")
    assert _arrived(mail_from(subject="unsubscribe", text="")).reader == "contact.message"
    assert _ended(subscription) == ""


def test_reports_are_processed_once_and_go_with_the_subscription_while_the_counts_stay() -> None:
    subscription = subscribed("kari@example.com")
    copy = _copy(subscription)
    _told(event_type="complained", metadata={"delivery": str(copy.pk)})
    event = MailEvent.objects.get()
    assert [bounces.process(event_id=event.pk, now=NOW) for _twice in range(2)] == [True, False]
    end = Subscription.objects.get(pk=subscription.pk).retain_until or NOW
    retention.run(as_of=end, now=end, beyond_limits=True)
    assert not MailEvent.objects.exists()
    assert IssueCount.objects.get(issue_id=copy.issue_id).count == 1


def test_report_about_an_erased_subscription_does_nothing() -> None:
    subscription = subscribed("kari@example.com")
    copy = _copy(subscription)
    subscription.delete()
    _told(event_type="complained", metadata={"delivery": str(copy.pk)})
    assert not MailEvent.objects.exists()


def test_row_of_a_report_holds_no_address_and_no_text() -> None:
    subscription = subscribed("kari@example.com")
    _told(
        event_type="bounced",
        reject_reason="bounced",
        recipient="kari@example.com",
        description="550 kari@example.com unknown",
        esp_event={"ip": "192.0.2.1"},
        metadata={"delivery": str(_copy(subscription).pk)},
    )
    stored = json.dumps(list(MailEvent.objects.values()), default=str)
    assert "kari" not in stored
    assert "192.0.2.1" not in stored


def test_staff_see_the_reports(admin_client: Client) -> None:
    subscription = subscribed("kari@example.com")
    _told(event_type="complained", metadata={"delivery": str(_copy(subscription).pk)})
    page = admin_client.get(reverse("admin:newsletter_mailevent_changelist")).content.decode()
    assert "kari@example.com" in page
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE
