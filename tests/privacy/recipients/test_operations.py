"""Switching recipients on and off, and confirming checked facts."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from privacy.journal.models import JournalEntry
from privacy.recipients import operations as recipients
from privacy.recipients.enums import FrameworkStatus, HaltReason, Role, TransferStatus
from privacy.recipients.errors import NothingToConfirm, NotSwitchedOn
from privacy.recipients.models import Vendor
from privacy.recipients.transfers import gather, status
from tests.factories.privacy import (
    NOW,
    TODAY,
    AdequacyDecisionFactory,
    AgreementFactory,
    FrameworkEntryFactory,
    VendorFactory,
    american,
    both,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("ansatt@example.com", is_staff=True)


def off(**facts: Any) -> Vendor:
    return AgreementFactory.create(vendor__halted_at=NOW, vendor__halted_because=HaltReason.NEW, **facts).vendor


def journalled() -> tuple[str, dict[str, Any]]:
    entry = JournalEntry.objects.latest("pk")
    return entry.event, json.loads(entry.facts)


@pytest.mark.law("A-06")
def test_recipient_with_a_whole_agreement_is_switched_on(staff: User) -> None:
    vendor = off(vendor__key="host")
    recipients.switch_on(vendor=vendor, by=staff, now=NOW)
    vendor.refresh_from_db()
    assert (vendor.halted_at, vendor.halted_because) == (None, "")
    assert journalled() == ("vendor.switched_on", {"vendor": "host", "staff": staff.pk})


@pytest.mark.law("A-06", "P22", "P24", "A-07")
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"allows_audits": False}, "(h)"),
        ({"dated_on": None}, "datert"),
        ({"review_on": TODAY - timedelta(days=1)}, "gjennom"),
        ({"vendor__parent_country": "IN"}, "overføringene"),
        ({"vendor__role": Role.JOINT}, "ordningen"),
    ],
)
def test_recipient_is_not_switched_on_while_something_stands_against_it(
    facts: dict[str, Any], said: str, staff: User
) -> None:
    vendor = off(**facts)
    with pytest.raises(NotSwitchedOn) as refused:
        recipients.switch_on(vendor=vendor, by=staff, now=NOW)
    assert said in " ".join(refused.value.reasons)
    assert Vendor.objects.get().halted_at == NOW
    assert not JournalEntry.objects.exists()


@pytest.mark.law("A-06")
def test_processor_without_any_agreement_is_not_switched_on(staff: User) -> None:
    vendor = VendorFactory.create(halted_at=NOW)
    with pytest.raises(NotSwitchedOn):
        recipients.switch_on(vendor=vendor, by=staff, now=NOW)


@pytest.mark.law("A-07")
def test_joint_controller_with_its_arrangement_is_switched_on(staff: User) -> None:
    vendor = off(vendor__role=Role.JOINT, arrangement=both("Vi svarer"), allows_audits=False)
    recipients.switch_on(vendor=vendor, by=staff, now=NOW)
    assert Vendor.objects.get().halted_at is None


@pytest.mark.law("T-07")
def test_staff_switch_off(staff: User) -> None:
    vendor = VendorFactory.create(key="host")
    recipients.switch_off(vendor=vendor, by=staff, now=NOW)
    vendor.refresh_from_db()
    assert (vendor.halted_at, vendor.halted_because) == (NOW, HaltReason.STAFF)
    assert journalled() == ("vendor.halted", {"vendor": "host", "staff": staff.pk})


LATER = NOW + timedelta(days=100)


def judged(vendor: Vendor, now: datetime = LATER) -> TransferStatus:
    vendor.refresh_from_db()
    return status(vendor, gather(now.date()))


@pytest.mark.law("T-06")
def test_look_at_the_framework_makes_an_entry_fresh(staff: User) -> None:
    vendor = american(key="host")
    AdequacyDecisionFactory._meta.model.objects.update(checked_on=LATER.date())
    assert judged(vendor) is TransferStatus.AMBER
    recipients.confirm_entry(vendor=vendor, by=staff, now=LATER)
    assert judged(vendor) is TransferStatus.GREEN
    assert journalled() == ("recipient.confirmed", {"what": "framework", "about": "host", "staff": staff.pk})


@pytest.mark.law("T-06")
def test_entry_that_nobody_entered_cannot_be_confirmed(staff: User) -> None:
    vendor = VendorFactory.create()
    with pytest.raises(NothingToConfirm):
        recipients.confirm_entry(vendor=vendor, by=staff, now=NOW)
    FrameworkEntryFactory.create(vendor=vendor, status=FrameworkStatus.UNKNOWN, checked_on=None)
    with pytest.raises(NothingToConfirm):
        recipients.confirm_entry(vendor=vendor, by=staff, now=NOW)
    assert not JournalEntry.objects.exists()


@pytest.mark.law("T-05")
def test_look_at_the_commissions_list_makes_a_decision_fresh(staff: User) -> None:
    decision = AdequacyDecisionFactory.create(country="CH")
    vendor = VendorFactory.create(parent_country="CH")
    assert judged(vendor) is TransferStatus.AMBER
    recipients.confirm_decision(decision=decision, by=staff, now=LATER)
    assert judged(vendor) is TransferStatus.GREEN
    assert journalled() == ("recipient.confirmed", {"what": "adequacy", "about": "CH", "staff": staff.pk})


@pytest.mark.law("T-03")
def test_look_at_the_sub_processors_ends_the_alarm(staff: User) -> None:
    vendor = VendorFactory.create(list_changed_at=NOW)
    assert judged(vendor, NOW) is TransferStatus.AMBER
    recipients.confirm_sub_processors(vendor=vendor, by=staff, now=NOW)
    assert judged(vendor, NOW) is TransferStatus.GREEN


@pytest.mark.parametrize("act", [recipients.switch_off, recipients.confirm_sub_processors])
def test_act_and_its_trace_are_one(act: Callable[..., Any], staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = VendorFactory.create(sub_processors_checked_on=None)

    def fail(**_facts: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("privacy.journal.operations.append", fail)
    with pytest.raises(ZeroDivisionError):
        act(vendor=vendor, by=staff, now=NOW)
    vendor.refresh_from_db()
    assert (vendor.halted_at, vendor.sub_processors_checked_on) == (None, None)
