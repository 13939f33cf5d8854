"""Each check finds the row that breaks its promise."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import F

from newsletter import promises
from newsletter.emails import IssueMail
from newsletter.enums import DeliveryState
from newsletter.models import Delivery, Subscription
from newsletter.operations import deliveries, issues
from privacy.enums import VerdictKind
from privacy.models import RetentionRule
from privacy.verdicts import Facts
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory

pytestmark = pytest.mark.usefixtures("rules")
FACTS = Facts(now=NOW, content={})


def one_sent() -> Delivery:
    ActiveFactory.create()
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


@pytest.mark.law("P19")
def test_p19_is_broken_without_the_databases_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter_delivery DISABLE TRIGGER newsletter_delivery_needs_consent")
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.BROKEN


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


@pytest.mark.law("P29")
def test_p29_is_broken_by_a_row_that_outlived_its_end() -> None:
    due = EndedFactory.create().retain_until
    assert due is not None
    assert promises.erased_after_unsubscribing(Facts(now=NOW + timedelta(days=30), content={})).kind == VerdictKind.KEPT
    later = Facts(now=due + timedelta(days=1, seconds=1), content={})
    assert promises.erased_after_unsubscribing(later).kind == VerdictKind.BROKEN


@pytest.mark.law("P29")
def test_p29_is_broken_by_an_end_later_than_30_days_or_a_month() -> None:
    january = NOW.replace(month=1, day=31)
    EndedFactory.create(ended_at=january, retain_until=january + timedelta(days=28))
    facts = Facts(now=january, content={})
    assert promises.erased_after_unsubscribing(facts).kind == VerdictKind.KEPT
    EndedFactory.create(ended_at=january, retain_until=january + timedelta(days=30))
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
