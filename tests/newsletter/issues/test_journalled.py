"""Issues and copies changed or deleted behind the application are found by the journal and the mail server's files."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection

from newsletter.issues import campaign, deliveries, journalled
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.journal import operations as journal
from tests.factories.newsletter import NOW, IssueFactory

pytestmark = pytest.mark.usefixtures("rules")
HOUR = timedelta(hours=1)


def subscribe(name: str, now: datetime = NOW) -> Subscription:
    asked = subscriptions.sign_up(
        address=f"{name}@example.com", language="nb", form="newsletter.signup", text="Ja", now=now
    )
    subscriptions.confirm(subscription_id=asked.pk, now=now)
    return asked


def send(at: datetime, *, is_delivered: bool = True) -> Issue:
    issue = IssueFactory.create(created_at=at)
    issues.send(issue_id=issue.pk, now=at)
    if is_delivered:
        deliveries.deliver(issue_id=issue.pk, clock=lambda: at)
    return issue


@pytest.fixture(autouse=True)
def _sent(rules: None) -> None:
    """An issue to five of six subscribers: one leaves before it is sent, one before its copy is, one comes later."""
    for name in ("first", "second", "third", "fourth", "leaves", "left"):
        subscribe(name)
    subscriptions.unsubscribe(subscription_id=_of("left"), reason=EndReason.PAGE, now=NOW + HOUR)
    issue = send(NOW + 2 * HOUR, is_delivered=False)
    subscriptions.unsubscribe(subscription_id=_of("leaves"), reason=EndReason.PAGE, now=NOW + 2 * HOUR)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW + 2 * HOUR)
    subscribe("late", NOW + 3 * HOUR)


def _of(name: str) -> UUID:
    row = Subscription.objects.get(email=f"{name}@example.com")
    return row.pk


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.law("A-15", "P19")
def test_honest_issues_agree_with_the_journal() -> None:
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "skipped"}
    assert list(journalled.compare()) == []
    Delivery.objects.filter(state="sent").update(state="uncertain")  # as if the answers of the server were lost
    assert any("interrupted" in fault.line_in_english for fault in journalled.compare())


@pytest.mark.law("A-15", "P19")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM newsletter_delivery", "lacks 5 of its copies"),
        ("DELETE FROM newsletter_delivery WHERE state = 'skipped'", "lacks 1 of its copies"),
        (
            "UPDATE newsletter_delivery SET state = 'sent', skip_reason = '', sent_at = due_at",
            "has 5 copies in the state “sent”",
        ),
        (
            "UPDATE newsletter_delivery SET state = 'sent', skip_reason = '', sent_at = due_at",
            "1 copies that were never handed over",
        ),
        ("UPDATE newsletter_delivery SET skip_reason = '', state = 'pending'", "in the state “waiting”"),
        ("DELETE FROM newsletter_delivery; DELETE FROM newsletter_issue", "is gone"),
        ("UPDATE newsletter_issue SET queued_at = queued_at + interval '1 hour'", "was queued at a time"),
        ("UPDATE newsletter_issue SET sent_at = sent_at + interval '1 hour'", "was finished at a time"),
        ("UPDATE newsletter_issue SET state = 'draft', queued_at = NULL, sent_at = NULL", "is a draft"),
    ],
)
def test_issues_and_copies_changed_in_the_database_are_found(lie: str, problem: str) -> None:
    assert list(journalled.compare()) == []
    sql(lie)
    assert any(problem in fault.line_in_english for fault in journal.compare_sources())


@pytest.mark.law("A-15", "P19")
def test_waiting_copies_set_to_sent_are_found() -> None:
    send(NOW + 5 * HOUR, is_delivered=False)
    assert list(journalled.compare()) == []
    sql("UPDATE newsletter_delivery SET state = 'sent', skip_reason = '', sent_at = due_at WHERE state = 'pending'")
    assert any("never handed over" in fault.line_in_english for fault in journalled.compare())


@pytest.mark.law("P27", "P29")
def test_copies_that_went_with_their_subscription_are_not_missed() -> None:
    Subscription.objects.filter(state="ended").delete()
    assert list(journalled.compare()) == []
    sql("DELETE FROM newsletter_delivery")
    assert list(journalled.compare())
    journal.append(stream="test", event="test.later", facts={}, now=NOW + timedelta(days=1200))
    assert list(journalled.compare()) == []


@pytest.mark.law("P19")
def test_clock_that_was_set_back_hides_nobody_and_alarms_nobody() -> None:
    subscribe("before", NOW + 9 * HOUR)
    issue = send(NOW + 4 * HOUR)
    assert Delivery.objects.filter(issue=issue).count() == 6
    assert list(journalled.compare()) == []


@pytest.mark.law("P19")
def test_copies_in_doubt_may_be_settled_by_the_provider() -> None:
    issue = send(NOW + 4 * HOUR, is_delivered=False)
    copies = issue.deliveries.filter(state="pending")
    doubtful = copies.first()
    Delivery.objects.filter(pk=doubtful.pk).update(state=DeliveryState.CLAIMED, claimed_at=NOW + 4 * HOUR)
    with deliveries.handed_over_files.open_for(issue.pk) as file:
        file.note(doubtful.pk, NOW + 4 * HOUR)
    issues.resume(now=NOW + 5 * HOUR)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW + 5 * HOUR)
    issue.refresh_from_db()
    assert issue.state == "sent"
    assert list(journalled.compare()) == []
    Delivery.objects.filter(pk=doubtful.pk).update(state=DeliveryState.SENT)  # by the webhook
    assert list(journalled.compare()) == []


@pytest.mark.law("A-15")
def test_cancelled_issue_that_is_put_on_its_way_again_is_found(admin_user: User) -> None:
    issue = IssueFactory.create(created_at=NOW)
    campaign.schedule(issue_id=issue.pk, starts_at=None, by=admin_user, now=NOW + 4 * HOUR)
    campaign.cancel(issue_id=issue.pk, by=admin_user, now=NOW + 4 * HOUR)
    assert list(journalled.compare()) == []
    sql(f"UPDATE newsletter_issue SET state = 'scheduled' WHERE id = '{issue.pk}'")
    assert any("was cancelled" in fault.text for fault in journal.compare_sources())
