"""operations.subscriptions: asking, confirming, ending."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from privacy.intake.limits.senders import Sender
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.register import in_force
from tests.equal_work import capture_changes, statement_shape
from tests.factories.contact import MessageFactory
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory

pytestmark = pytest.mark.usefixtures("rules")


def ask(address: str = "kari@example.com", now: datetime = NOW, sender: Sender | None = None) -> PendingSignUp:
    return subscriptions.sign_up(
        address=address, language="nb", form="newsletter.signup", text="Ja takk.", now=now, sender=sender
    )


def mails() -> int:
    """Send every letter that waits at its own time; return how many mails have left in all."""
    for letter in Letter.objects.unsent().order_by("due_at"):
        letters.send(letter_id=letter.pk, now=letter.due_at)
    return len(mail.outbox)


@pytest.mark.law("P28")
def test_ask_stores_a_pending_row_with_its_evidence_and_end() -> None:
    subscription = ask()
    assert not Subscription.objects.exists()
    assert subscription.retain_until == NOW + timedelta(days=7)
    assert ConsentText.objects.get(pk=subscription.consent_sha256).text == "Ja takk."
    assert Letter.objects.get().kind == "newsletter.signup"
    entry = JournalEntry.objects.get()
    assert entry.event == "newsletter.asked"
    assert subscription.consent_sha256 in entry.facts
    assert "kari" not in entry.facts


def test_ask_twice_is_silent_within_minutes_and_either_row_can_be_confirmed() -> None:
    ask()
    again = ask(now=NOW + timedelta(minutes=4))
    assert mails() == 1
    assert subscriptions.confirm(subscription_id=again.pk, now=NOW + timedelta(minutes=5))


@pytest.mark.law("X-35")
def test_sign_ups_cause_one_mail_a_day_and_three_a_month_to_a_mailbox_with_all_its_tags() -> None:
    for hours in (0, 10, 23.9):
        ask("kari+a@example.com", now=NOW + timedelta(hours=hours), sender=Sender(key=str(hours), is_hasty=False))
    assert mails() == 1
    for days in (1, 2, 3, 15, 29):
        ask("Kari@example.com", now=NOW + timedelta(days=days, minutes=1))
    assert mails() == 3
    PendingSignUp.objects.all().delete()  # as the retention does after a week
    ask(now=NOW + timedelta(days=29, hours=23))
    assert mails() == 3
    ask(now=NOW + timedelta(days=30, minutes=1))
    assert mails() == 4


def test_mails_of_a_day_count_also_when_the_store_was_emptied() -> None:
    ask()
    cache.clear()
    ask(now=NOW + timedelta(hours=20))
    assert mails() == 1


def test_letter_that_is_sent_again_after_a_failure_counts_once() -> None:
    subscription = ask()
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        assert subscriptions.answer_request(subscription_id=subscription.pk, now=now) == subscription
    subscription.refresh_from_db()
    assert subscription.mailed_at == [NOW]


def test_each_request_is_kept_seven_days_from_its_own_time() -> None:
    ask()
    later = NOW + timedelta(days=3)
    ask(now=later)
    ends = PendingSignUp.objects.order_by("retain_until").values_list("retain_until", flat=True)
    assert list(ends) == [NOW + timedelta(days=7), later + timedelta(days=7)]


def test_ask_leaves_an_active_subscription_as_it_is_and_says_so_by_mail() -> None:
    known = ActiveFactory.create(email="kari@example.com", language="en")
    again = ask()
    assert mails() == 1
    assert "/newsletter/unsubscribe/" in mail.outbox[0].body
    assert "/confirm/" not in mail.outbox[0].body
    known.refresh_from_db()
    assert (known.state, known.language, known.consent_sha256) == (SubscriptionState.ACTIVE, "en", "0" * 64)
    assert subscriptions.confirm(subscription_id=again.pk, now=NOW) is False
    assert Subscription.objects.active().get() == known


def test_ask_after_unsubscribing_starts_anew_beside_the_ended_row() -> None:
    EndedFactory.create(email="kari@example.com")
    ask()
    assert (PendingSignUp.objects.count(), Subscription.objects.ended().count()) == (1, 1)


def test_unsubscribing_ends_the_requests_that_wait_too() -> None:
    known = ActiveFactory.create(email="kari@example.com")
    waiting = ask()
    subscriptions.unsubscribe(subscription_id=known.pk, reason=EndReason.PAGE, now=NOW)
    assert mails() == 0
    with pytest.raises(LinkUsedUp):
        subscriptions.confirm(subscription_id=waiting.pk, now=NOW)


@pytest.mark.law("D-40", "X-35")
def test_every_address_costs_the_same_work_in_the_same_order() -> None:
    """New, waiting, active, ended, limited, and those of a limited sender: the same statements and as many rows."""
    ActiveFactory.create(email="active@example.com")
    EndedFactory.create(email="ended@example.com")
    ActiveFactory.create(email="ended-and-back@example.com")
    EndedFactory.create(email="ended-and-back@example.com")
    PendingFactory.create(email="waiting@example.com", requested_at=NOW - timedelta(days=1))
    PendingFactory.create(email="expired@example.com", requested_at=NOW - timedelta(days=9))
    PendingFactory.create(email="limited@example.com", mailed_at=[NOW] * 3)
    in_force.current()  # whoever asks first in a process also learns which revision is in force
    ask("first@example.com")  # and stores the words
    states = ("new", "active", "ended", "ended-and-back", "waiting", "expired", "limited", "held")
    work = {}
    for name in states:
        sender = Sender(key="flood" if name == "held" else name, is_hasty=name == "held")
        for number in range(5 if name == "held" else 0):
            ask(f"stranger{number}@example.com", sender=sender)
        with capture_changes() as changes, CaptureQueriesContext(connection) as queries:
            ask(f"{name}@example.com", sender=sender)
        work[name] = ([statement_shape(query["sql"]) for query in queries.captured_queries], changes.rows)
    assert Letter.objects.held().count() == 4
    assert work["new"][1] == {"newsletter_pendingsignup": 1, "privacy_letter": 1, "privacy_journalentry": 1}
    for name, done in work.items():
        assert done == work["new"], name


def test_database_refuses_a_second_active_subscription() -> None:
    ActiveFactory.create(email="kari@example.com")
    with pytest.raises(IntegrityError):
        ActiveFactory.create(email="kari@example.com")


@pytest.mark.law("P19", "M-05")
def test_confirm_makes_it_active_and_journals_the_evidence() -> None:
    subscription = ask()
    later = NOW + timedelta(hours=1)
    assert subscriptions.confirm(subscription_id=subscription.pk, now=later) is True
    confirmed = Subscription.objects.get(pk=subscription.pk)
    assert (confirmed.state, confirmed.confirmed_at, confirmed.retain_until) == ("active", later, None)
    assert not PendingSignUp.objects.exists()
    entry = JournalEntry.objects.get(event="newsletter.confirmed")
    assert subscription.consent_sha256 in entry.facts
    assert "kari" not in entry.facts


def test_confirm_twice_changes_nothing() -> None:
    subscription = ask()
    subscriptions.confirm(subscription_id=subscription.pk, now=NOW)
    assert subscriptions.confirm(subscription_id=subscription.pk, now=NOW + timedelta(days=1)) is False
    assert Subscription.objects.get(pk=subscription.pk).confirmed_at == NOW
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
def test_unsubscribe_is_due_after_30_days_or_a_month_whichever_is_earlier(
    ended: datetime, due: datetime, settings: LazySettings
) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"ERASED_AFTER_DAYS": 60}
    subscription = ActiveFactory.create()
    ended_one = subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=ended)
    assert ended_one is not None
    assert ended_one.retain_until == due


@pytest.mark.law("P29")
def test_unsubscribed_is_erased_after_a_week_unless_the_site_says_otherwise() -> None:
    ended = subscriptions.unsubscribe(subscription_id=ActiveFactory.create().pk, reason=EndReason.PAGE, now=NOW)
    assert ended is not None
    assert ended.retain_until == NOW + timedelta(days=7)


@pytest.mark.law("M-03", "X-24", "D-30")
def test_unsubscribe_stops_what_is_queued_at_once() -> None:
    leaves, stays = ActiveFactory.create(), ActiveFactory.create()
    issues.send(issue_id=IssueFactory.create().pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=leaves.pk, reason=EndReason.ONE_CLICK, now=NOW)
    assert Delivery.objects.get(subscription=leaves).state == DeliveryState.SKIPPED
    assert Delivery.objects.get(subscription=stays).state == DeliveryState.PENDING


@pytest.mark.law("M-01", "M-02", "X-22")
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
