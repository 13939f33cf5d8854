"""operations.subscriptions: asking, confirming, ending."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.models import ConsentText, Subscription
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register import in_force
from tests.factories.contact import MessageFactory
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory

pytestmark = pytest.mark.usefixtures("rules")


def ask(address: str = "kari@example.com", now: datetime = NOW) -> Subscription:
    return subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja takk.", now=now)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("due_at").values_list("kind", flat=True))


@pytest.mark.law("P28")
def test_ask_stores_a_pending_row_with_its_evidence_and_end() -> None:
    subscription = ask()
    assert subscription.state == SubscriptionState.PENDING
    assert subscription.retain_until == NOW + timedelta(days=7)
    assert ConsentText.objects.get(pk=subscription.consent_sha256).text == "Ja takk."
    assert kinds() == ["newsletter.signup"]
    entry = JournalEntry.objects.get()
    assert entry.event == "newsletter.asked"
    assert subscription.consent_sha256 in entry.facts
    assert "kari" not in entry.facts


def test_ask_twice_keeps_one_row_and_is_silent_within_minutes() -> None:
    ask()
    ask(now=NOW + timedelta(minutes=4))
    assert Subscription.objects.count() == 1
    assert kinds() == ["newsletter.signup", "newsletter.silence"]


def test_ask_writes_at_most_three_times_in_any_24_hours() -> None:
    for hours in (0, 10, 20, 23, 23.9):
        ask(now=NOW + timedelta(hours=hours))
    assert kinds().count("newsletter.signup") == 3
    ask(now=NOW + timedelta(hours=24, minutes=1))
    assert kinds().count("newsletter.signup") == 4


def test_ask_again_restarts_the_seven_days_only_when_a_mail_leaves() -> None:
    ask()
    assert ask(now=NOW + timedelta(minutes=1)).retain_until == NOW + timedelta(days=7)
    later = NOW + timedelta(days=3)
    assert ask(now=later).retain_until == later + timedelta(days=7)


def test_ask_leaves_an_active_subscription_as_it_is() -> None:
    known = ActiveFactory.create(email="kari@example.com", language="en")
    ask()
    known.refresh_from_db()
    assert (known.state, known.language, known.consent_sha256) == (SubscriptionState.ACTIVE, "en", "0" * 64)


def test_ask_after_unsubscribing_starts_anew_beside_the_ended_row() -> None:
    EndedFactory.create(email="kari@example.com")
    assert ask().state == SubscriptionState.PENDING
    assert Subscription.objects.count() == 2


def test_ask_does_the_same_work_for_every_address() -> None:
    """Known, unknown, waiting and too frequent addresses cost the same statements (LAW X-35)."""
    ActiveFactory.create(email="active@example.com")
    PendingFactory.create(email="waiting@example.com", requested_at=NOW - timedelta(days=1))
    PendingFactory.create(email="often@example.com", mailed_at=[NOW])
    in_force.current()  # whoever asks first in a process also learns which revision is in force
    seen = []
    for address in ("new@example.com", "active@example.com", "waiting@example.com", "often@example.com"):
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        seen.append([query["sql"].split()[0] for query in queries.captured_queries])
    for one in seen:
        assert one == seen[0]


def test_database_refuses_a_second_live_subscription() -> None:
    PendingFactory.create(email="kari@example.com")
    with pytest.raises(IntegrityError):
        ActiveFactory.create(email="kari@example.com")


@pytest.mark.law("P19", "M-05")
def test_confirm_makes_it_active_and_journals_the_evidence() -> None:
    subscription = ask()
    later = NOW + timedelta(hours=1)
    assert subscriptions.confirm(subscription_id=subscription.pk, now=later) is True
    subscription.refresh_from_db()
    assert (subscription.state, subscription.confirmed_at, subscription.retain_until) == ("active", later, None)
    entry = JournalEntry.objects.get(event="newsletter.confirmed")
    assert subscription.consent_sha256 in entry.facts
    assert "kari" not in entry.facts


def test_confirm_twice_changes_nothing() -> None:
    subscription = ask()
    subscriptions.confirm(subscription_id=subscription.pk, now=NOW)
    assert subscriptions.confirm(subscription_id=subscription.pk, now=NOW + timedelta(days=1)) is False
    subscription.refresh_from_db()
    assert subscription.confirmed_at == NOW
    assert JournalEntry.objects.filter(event="newsletter.confirmed").count() == 1


def test_confirm_refuses_what_is_ended_too_old_or_erased() -> None:
    old = PendingFactory.create(requested_at=NOW - timedelta(days=7))
    for subscription_id in (EndedFactory.create().pk, old.pk, uuid4()):
        with pytest.raises(LinkUsedUp):
            subscriptions.confirm(subscription_id=subscription_id, now=NOW)
    assert not Subscription.objects.active().exists()


@pytest.mark.law("P29")
@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (datetime(2027, 1, 31, 12, 0, tzinfo=UTC), datetime(2027, 2, 28, 12, 0, tzinfo=UTC)),
        (datetime(2027, 2, 10, 12, 0, tzinfo=UTC), datetime(2027, 3, 10, 12, 0, tzinfo=UTC)),
        (datetime(2028, 1, 30, 12, 0, tzinfo=UTC), datetime(2028, 2, 29, 12, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), datetime(2026, 12, 22, 12, 0, tzinfo=UTC)),
        (datetime(2026, 12, 5, 12, 0, tzinfo=UTC), datetime(2027, 1, 4, 12, 0, tzinfo=UTC)),
        (datetime(2026, 9, 30, 12, 0, tzinfo=UTC), datetime(2026, 10, 30, 12, 0, tzinfo=UTC)),
    ],
)
def test_unsubscribe_is_due_after_30_days_or_a_month_whichever_is_earlier(ended: datetime, due: datetime) -> None:
    subscription = ActiveFactory.create()
    ended_one = subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=ended)
    assert ended_one is not None
    assert ended_one.retain_until == due


@pytest.mark.law("M-03", "X-24", "D-30")
def test_unsubscribe_stops_what_is_queued_at_once() -> None:
    leaves, stays = ActiveFactory.create(), ActiveFactory.create()
    issues.send(issue_id=IssueFactory.create().pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=leaves.pk, reason=EndReason.ONE_CLICK, now=NOW)
    assert Delivery.objects.get(subscription=leaves).state == DeliveryState.SKIPPED
    assert Delivery.objects.get(subscription=stays).state == DeliveryState.PENDING


@pytest.mark.law("M-01", "X-22")
def test_issue_goes_to_nobody_who_only_wrote_to_us_or_has_not_confirmed() -> None:
    MessageFactory.create(email="ola@example.com")
    PendingFactory.create()
    EndedFactory.create()
    reader = ActiveFactory.create()
    issues.send(issue_id=IssueFactory.create().pk, now=NOW)
    assert [one.subscription_id for one in Delivery.objects.all()] == [reader.pk]


def test_unsubscribe_twice_keeps_the_first_end() -> None:
    subscription = ActiveFactory.create()
    first = subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=NOW)
    second = subscriptions.unsubscribe(
        subscription_id=subscription.pk, reason=EndReason.ONE_CLICK, now=NOW + timedelta(days=5)
    )
    assert first is not None
    assert second is not None
    assert (first.ended_at, first.retain_until) == (second.ended_at, second.retain_until)
    assert JournalEntry.objects.filter(event="newsletter.unsubscribed").count() == 1


def test_unsubscribe_of_an_erased_subscription_is_none() -> None:
    assert subscriptions.unsubscribe(subscription_id=uuid4(), reason=EndReason.PAGE, now=NOW) is None
