"""Each check finds the row that breaks its promise."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import F

from newsletter.issues import deliveries, promises
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.register.frozen.register import Register, parse
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from privacy.retention.models import RetentionRule
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory, PendingFactory
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
FACTS = Facts(now=NOW, register=Register())


def subscriber(address: str = "kari@example.com") -> Subscription:
    """Somebody who signed up and confirmed, as the journal saw it."""
    asked = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=NOW)
    subscriptions.confirm(subscription_id=asked.pk, now=NOW)
    return Subscription.objects.get(pk=asked.pk)


def who_left() -> Subscription:
    left = subscriptions.unsubscribe(subscription_id=subscriber().pk, reason=EndReason.PAGE, now=NOW)
    assert left is not None
    return left


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def one_sent() -> Delivery:
    subscriber()
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    return Delivery.objects.get()


@pytest.mark.law("P19")
def test_p19_is_kept_for_subscribers_and_for_those_who_left_later() -> None:
    one_sent()
    Subscription.objects.update(
        state="ended", ended_at=NOW + timedelta(minutes=1), retain_until=NOW + timedelta(days=30)
    )
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT


@pytest.mark.law("P19")
@pytest.mark.parametrize(
    "fault",
    [
        {"state": "ended", "ended_at": NOW - timedelta(minutes=1), "retain_until": NOW + timedelta(days=30)},
        {"confirmed_at": NOW + timedelta(minutes=1)},
        {"state": "pending", "confirmed_at": None, "retain_until": NOW + timedelta(days=7)},
    ],
)
def test_p19_is_broken_by_a_copy_sent_without_consent(fault: dict[str, object]) -> None:
    one_sent()
    Subscription.objects.update(**fault)
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P19", "M-01", "A-03")
def test_p19_is_broken_by_a_policy_that_claims_another_basis() -> None:
    def judged(basis: str) -> VerdictKind:
        purposes = [{"key": "newsletter", "legal_basis": basis}]
        return promises.only_to_subscribers(Facts(now=NOW, register=parse({"privacy": {"purposes": purposes}}))).kind

    assert judged("consent") == VerdictKind.KEPT
    assert judged("legitimate_interest") == VerdictKind.BROKEN


@pytest.mark.law("P19")
def test_p19_is_broken_without_the_databases_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter_delivery DISABLE TRIGGER newsletter_delivery_needs_consent")
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P19")
def test_p19_is_broken_when_the_guard_no_longer_guards() -> None:
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT
    sql(
        "CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    )
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P19", "M-05", "C-12")
@pytest.mark.parametrize(
    "lie",
    [
        "state = 'active', ended_at = NULL, end_reason = '', retain_until = NULL WHERE state = 'ended'",
        "confirmed_at = confirmed_at - interval '1 year' WHERE state = 'active'",
    ],
    ids=["left and back again", "confirmed at another time"],
)
def test_p19_is_broken_by_a_subscription_that_the_journal_knows_otherwise(lie: str) -> None:
    subscriber("active@example.com")
    who_left()
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT
    sql(f"UPDATE newsletter_subscription SET {lie}")
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P19")
def test_p19_is_broken_by_an_address_that_somebody_bought() -> None:
    subscriber()
    ActiveFactory.create(email="bought@example.com")
    assert promises.only_to_subscribers(FACTS).figure.startswith("1 ")


@pytest.mark.law("P29")
def test_p29_is_broken_by_an_end_that_the_journal_does_not_know() -> None:
    who_left()
    assert promises.erased_after_unsubscribing(FACTS).kind == VerdictKind.KEPT
    sql(
        "UPDATE newsletter_subscription SET ended_at = ended_at + interval '20 days',"
        " retain_until = retain_until + interval '20 days'"
    )
    assert promises.erased_after_unsubscribing(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P19")
def test_database_turns_a_claim_without_consent_into_a_skip() -> None:
    delivery = one_sent()
    Subscription.objects.update(state="ended", ended_at=NOW, retain_until=NOW)
    Delivery.objects.update(state=DeliveryState.CLAIMED)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SKIPPED


@pytest.mark.law("P28")
def test_p28_is_broken_by_an_address_that_waits_too_long() -> None:
    PendingFactory.create(requested_at=NOW - timedelta(days=7, hours=12))
    assert promises.stored_on_confirmation(FACTS).kind == VerdictKind.KEPT
    PendingFactory.create(requested_at=NOW - timedelta(days=8, hours=1))
    assert promises.stored_on_confirmation(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P28", "P29")
def test_p28_and_p29_are_broken_by_a_longer_rule_and_unproven_without_one() -> None:
    checks = (promises.stored_on_confirmation, promises.erased_after_unsubscribing)
    assert [check(FACTS).kind for check in checks] == [VerdictKind.KEPT] * 2
    RetentionRule.objects.update(days=F("days") + 1)
    assert [check(FACTS).kind for check in checks] == [VerdictKind.BROKEN] * 2
    RetentionRule.objects.all().delete()
    assert [check(FACTS).kind for check in checks] == [VerdictKind.UNPROVEN] * 2


@pytest.mark.law("P29", "P28", "D-37")
def test_p28_and_p29_let_a_legal_hold_keep_what_has_ended() -> None:
    later = NOW + timedelta(days=90)
    for row in (who_left(), PendingFactory.create(email="ola@example.com")):
        holds.hold_row(
            model=row._meta.label_lower,
            object_id=str(row.pk),
            reason=HoldReason.LEGAL_CLAIM,
            reference="2026-17",
            ends_at=later,
            staff=1,
            now=NOW,
        )
    during, after = (Facts(now=later + timedelta(seconds=one), register=Register()) for one in (-1, 0))
    ended, pending = promises.erased_after_unsubscribing, promises.stored_on_confirmation
    assert (ended(during).kind, pending(during).kind) == (VerdictKind.KEPT, VerdictKind.KEPT)
    assert ended(during).figure.endswith(says("%(figure)s; %(held)s stay for a legal hold", figure="", held=1))
    assert (ended(after).kind, pending(after).kind) == (VerdictKind.BROKEN, VerdictKind.BROKEN)


@pytest.mark.law("P29")
def test_p29_is_broken_by_a_row_that_outlived_its_end() -> None:
    due = who_left().retain_until
    assert due is not None
    assert promises.erased_after_unsubscribing(Facts(now=due, register=Register())).kind == VerdictKind.KEPT
    later = Facts(now=due + timedelta(days=1, seconds=1), register=Register())
    assert promises.erased_after_unsubscribing(later).kind == VerdictKind.BROKEN


@pytest.mark.law("P29")
def test_p29_is_broken_by_an_end_later_than_30_days_or_a_month() -> None:
    january = NOW.replace(month=1, day=31)
    left = subscriptions.unsubscribe(subscription_id=subscriber().pk, reason=EndReason.PAGE, now=january)
    assert left is not None
    facts = Facts(now=january, register=Register())
    assert left.retain_until == january + timedelta(days=7)
    assert promises.erased_after_unsubscribing(facts).kind == VerdictKind.KEPT
    Subscription.objects.update(retain_until=january + timedelta(days=30))
    assert promises.erased_after_unsubscribing(facts).kind == VerdictKind.BROKEN


@pytest.mark.law("P20")
def test_everybody_gets_the_same_letter() -> None:
    assert promises.everybody_gets_the_same(FACTS).kind == VerdictKind.KEPT


@pytest.mark.law("P20")
def test_letter_that_knows_its_reader_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = IssueMail.addressed_to

    def personal(self: IssueMail, subscription_id: UUID, email: str, *rest: Any) -> EmailMultiAlternatives:
        mail = real(self, subscription_id, email, *rest)
        mail.body += f"For deg, {email}"
        return mail

    monkeypatch.setattr(IssueMail, "addressed_to", personal)
    assert promises.everybody_gets_the_same(FACTS).kind == VerdictKind.BROKEN


@pytest.mark.law("P20")
def test_issue_that_leaves_somebody_out_breaks_the_promise() -> None:
    early = NOW - timedelta(days=9)
    ActiveFactory.create_batch(2, requested_at=early, confirmed_at=early)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    assert promises.everybody_gets_the_same(FACTS).kind == VerdictKind.KEPT
    Delivery.objects.filter(pk=Delivery.objects.values("pk")[:1]).delete()
    assert promises.everybody_gets_the_same(FACTS).kind == VerdictKind.BROKEN
