"""Legal hold, and the accounts that no rule ends."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import Subscription
from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.retention import holds
from privacy.retention import operations as retention
from privacy.retention.enums import HoldReason
from privacy.retention.errors import NothingToHold
from privacy.retention.models import HeldRow, LegalHold, RetentionRule
from tests.factories.newsletter import EndedFactory, IssueFactory
from tests.factories.privacy import NOW
from tests.factories.rules import load_rules
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-37", "P26")]
DAY = timedelta(days=1)
LATER = NOW + 31 * DAY
STAFF = 7


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def ended(address: str) -> Subscription:
    found: Subscription = EndedFactory.create(email=address, retain_until=NOW + DAY)
    return found


def hold_person(address: str, days: int = 400) -> LegalHold:
    return holds.hold_person(
        address=address,
        reason=HoldReason.LEGAL_CLAIM,
        reference="2026-17",
        ends_at=NOW + days * DAY,
        staff=STAFF,
        now=NOW,
    )


def hold_row(model: str, object_id: str) -> LegalHold:
    return holds.hold_row(
        model=model,
        object_id=object_id,
        reason=HoldReason.BOOKKEEPING,
        reference="2026-18",
        ends_at=NOW + 400 * DAY,
        staff=STAFF,
        now=NOW,
    )


def test_person_on_hold_stays_and_the_receipt_says_how_many() -> None:
    kept = ended("kari@example.com")
    ended("ola@example.com")
    hold_person(" Kari@Example.com")
    [receipt] = retention.run(as_of=LATER, now=LATER)
    assert (receipt.deleted, receipt.held) == (1, 1)
    assert Subscription.objects.get() == kept


def test_hold_does_not_say_whose_it_is() -> None:
    first, second = hold_person("kari@example.com"), hold_person("kari@example.com")
    assert first.subject_key != second.subject_key
    told = json.dumps([list(LegalHold.objects.values()), list(JournalEntry.objects.values("facts"))], default=str)
    assert "kari" not in told
    assert JournalEntry.objects.filter(event="retention.hold_placed").count() == 2


@pytest.mark.parametrize("how", ["lifted", "over"])
def test_what_was_held_goes_when_the_hold_ends(how: str) -> None:
    ended("kari@example.com")
    hold = hold_person("kari@example.com", days=400 if how == "lifted" else 31)
    if how == "lifted":
        assert holds.lift(hold_id=hold.pk, staff=STAFF, now=NOW)
        assert not holds.lift(hold_id=hold.pk, staff=STAFF, now=NOW)
        assert JournalEntry.objects.filter(event="retention.hold_lifted").count() == 1
    retention.run(as_of=LATER, now=LATER)
    assert not Subscription.objects.exists()


def test_row_on_hold_keeps_the_row_that_would_take_it_along() -> None:
    kept, goes = ended("kari@example.com"), ended("ola@example.com")
    issue: Issue = IssueFactory.create()
    for row in (kept, goes):
        Delivery.objects.create(issue=issue, subscription=row, due_at=NOW, retain_until=NOW + 300 * DAY)
    hold_row("newsletter.delivery", str(Delivery.objects.get(subscription=kept).pk))
    assert {held_row.model for held_row in HeldRow.objects.all()} == {
        "newsletter.delivery",
        "newsletter.subscription",
        "newsletter.issue",
    }
    [receipt] = retention.run(as_of=LATER, now=LATER)
    assert receipt.tables == {"newsletter_delivery": 1, "newsletter_subscription": 1}
    assert Subscription.objects.get() == kept
    assert Delivery.objects.get().subscription == kept


@pytest.mark.parametrize("wrong", [("newsletter.subscription", "17"), ("auth.group", "1"), ("nothing", "1")])
def test_row_that_is_not_there_cannot_be_held(wrong: tuple[str, str]) -> None:
    with pytest.raises(NothingToHold):
        hold_row(*wrong)
    assert not LegalHold.objects.exists()


def test_reference_is_no_place_for_a_name() -> None:
    for reference in ("kari@example.com", "Kari Nordmann"):
        with pytest.raises(ValidationError):
            holds.hold_person(
                address="kari@example.com",
                reason=HoldReason.AUTHORITY,
                reference=reference,
                ends_at=LATER,
                staff=STAFF,
                now=NOW,
            )
    hold = hold_person("kari@example.com")
    with pytest.raises(IntegrityError, match="hold_names_no_address"):
        LegalHold.objects.filter(pk=hold.pk).update(reference="kari@example.com")


def test_hold_itself_ends_under_a_rule() -> None:
    hold = hold_person("kari@example.com", days=10)
    assert hold.retain_until == NOW + 40 * DAY
    retention.run(as_of=NOW + 40 * DAY, now=NOW)
    assert not LegalHold.objects.exists()


@pytest.mark.law("P26")
def test_accounts_in_use_are_never_deleted_whatever_the_rule_says(replace_entries: ReplaceEntries) -> None:
    data = declarations.personal_data(User)
    careless = replace(data, retention=replace(data.retention, is_by_hand=False))
    replace_entries(declarations.models, {User: careless})
    RetentionRule.objects.filter(key="staff.account").update(
        months=None, days=0, approved_terms="delete days=0", applied_terms="delete days=0"
    )
    old = NOW - 1000 * DAY
    protected: dict[str, dict[str, Any]] = {
        "is_staff": {"is_staff": True},
        "is_superuser": {"is_superuser": True},
        "new": {"date_joined": NOW},
    }
    for name, what in protected.items():
        User.objects.create(username=name, last_login=old, **{"date_joined": old, **what})
    User.objects.create(username="lately", last_login=NOW - 20 * DAY, date_joined=old)
    User.objects.create(username="goes", last_login=old, date_joined=old)
    [receipt] = retention.run(as_of=NOW, now=NOW)
    assert (receipt.deleted, receipt.held) == (1, 4)
    assert set(User.objects.values_list("username", flat=True)) == {*protected, "lately"}
