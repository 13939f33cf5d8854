"""Accepting transfers that are not verified, for a while, and the end of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.journal.models import JournalEntry
from privacy.policy import publishing
from privacy.recipients import acceptances, tasks
from privacy.recipients.errors import AcceptanceRefused
from privacy.recipients.models import LONGEST_ACCEPTANCE, TransferAcceptance, Vendor
from privacy.recipients.queries import valid_acceptances, vendors
from privacy.register import in_force
from privacy.register.frozen.register import Register
from tests.factories.privacy import NOW, TODAY, RetentionRuleFactory, VendorFactory, american, both, small_register
from tests.seen import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.law("T-07")]
WORDS: dict[str, Any] = {"role": both("Daglig leder"), "reason": both("Avtalen signeres i mars")}


@pytest.fixture(autouse=True)
def _rule() -> None:
    RetentionRuleFactory.create(key="promises.answer", days=None, months=24)


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("ansatt@example.com", is_staff=True)


@pytest.fixture
def amber() -> Vendor:
    return VendorFactory.create(key="maaler", sub_processors_checked_on=None)


def accepted(vendor: Vendor, staff: User, days: int = 30) -> TransferAcceptance:
    until = TODAY + timedelta(days=days)
    return acceptances.accept(vendor=vendor, until=until, by=staff, now=NOW, **WORDS)


def published() -> Register:
    return publishing.publish(now=NOW).register


def may_run() -> bool:
    return vendors(TODAY)[0].may_run


def test_acceptance_is_frozen_with_role_reason_and_day_and_is_in_the_journal(amber: Vendor, staff: User) -> None:
    assert not may_run()
    given = accepted(amber, staff)
    [row] = vendors(TODAY)
    assert row.may_run
    assert row.acceptance is not None
    assert row.acceptance.until == "2026-04-09"
    assert (dict(row.acceptance.role), dict(row.acceptance.reason)) == (WORDS["role"], WORDS["reason"])
    facts = json.loads(JournalEntry.objects.get(event="recipient.accepted").facts)
    assert (facts["vendor"], facts["staff"], facts["acceptance"]) == ("maaler", staff.pk, given.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"until": TODAY - timedelta(days=1)},
        {"until": TODAY + LONGEST_ACCEPTANCE + timedelta(days=1)},
        {"role": {"nb": " "}},
        {"reason": {}},
    ],
)
def test_acceptance_without_words_or_with_a_day_too_far_is_refused(
    change: dict[str, Any], amber: Vendor, staff: User
) -> None:
    with pytest.raises(AcceptanceRefused):
        acceptances.accept(vendor=amber, by=staff, now=NOW, **{**WORDS, "until": TODAY, **change})
    assert not may_run()


@pytest.mark.parametrize(
    "facts", [{}, {"storage_countries": ["IN"]}], ids=["verified: nothing to accept", "red: never lawful"]
)
def test_only_amber_is_accepted(facts: dict[str, Any], staff: User) -> None:
    with pytest.raises(AcceptanceRefused):
        accepted(VendorFactory.create(**facts), staff)


def test_sub_processor_is_accepted_with_whoever_engages_it(amber: Vendor, staff: User) -> None:
    with pytest.raises(AcceptanceRefused):
        accepted(VendorFactory.create(engaged_by=amber, sub_processors_checked_on=None), staff)


def test_recipient_that_turned_red_is_not_carried_by_an_acceptance(amber: Vendor, staff: User) -> None:
    accepted(amber, staff)
    Vendor.objects.update(storage_countries=["IN"])
    assert not may_run()


def test_newer_acceptance_that_was_ended_leaves_none(amber: Vendor, staff: User) -> None:
    accepted(amber, staff)
    acceptances.end(acceptance=accepted(amber, staff, days=60), by=staff, now=NOW)
    assert not may_run()
    assert JournalEntry.objects.filter(event="recipient.acceptance_ended").count() == 1


@pytest.mark.parametrize(
    "forge",
    [
        "UPDATE privacy_transferacceptance SET until = DATE '2026-08-01'",
        """UPDATE privacy_transferacceptance SET reason = '{"nb": "Alt er i orden"}'""",
        "UPDATE auth_user SET is_active = false",
    ],
)
def test_acceptance_that_the_journal_does_not_know_counts_for_nothing(forge: str, amber: Vendor, staff: User) -> None:
    accepted(amber, staff)
    with connection.cursor() as cursor:
        cursor.execute(forge)
    assert valid_acceptances(TODAY) == {}
    assert not may_run()


class TestPause:
    @pytest.fixture(autouse=True)
    def _register(self, only_privacy: None) -> Iterator[None]:
        small_register()
        in_force.forget()
        yield
        in_force.forget()

    def test_what_is_neither_verified_nor_accepted_is_paused_once(self, amber: Vendor) -> None:
        VendorFactory.create(key="kjent")
        [paused] = acceptances.pause_unverified(register=Register(), now=NOW)
        assert (paused, paused.unverified_at) == (amber, NOW)
        assert acceptances.pause_unverified(register=Register(), now=NOW + timedelta(hours=1)) == []
        events = JournalEntry.objects.filter(event="vendor.paused").values_list("facts", flat=True)
        assert [json.loads(event) for event in events] == [{"vendor": "maaler"}]

    def test_acceptance_counts_once_it_is_published_until_its_day(self, amber: Vendor, staff: User) -> None:
        accepted(amber, staff, days=3)
        acceptances.pause_unverified(register=Register(), now=NOW)
        amber.refresh_from_db()
        assert amber.unverified_at == NOW
        register = published()  # publishing looks again
        amber.refresh_from_db()
        assert amber.unverified_at is None
        for days, is_on in ((3, True), (4, False)):
            acceptances.pause_unverified(register=register, now=NOW + timedelta(days=days))
            amber.refresh_from_db()
            assert (amber.unverified_at is None) is is_on

    def test_longer_acceptance_that_is_not_published_does_not_outlive_the_published_day(
        self, amber: Vendor, staff: User
    ) -> None:
        accepted(amber, staff, days=3)
        register = published()
        accepted(amber, staff, days=60)
        acceptances.pause_unverified(register=register, now=NOW + timedelta(days=4))
        amber.refresh_from_db()
        assert amber.unverified_at is not None

    def test_paused_recipient_is_halted_in_every_process(self, amber: Vendor) -> None:
        register = published()
        assert "maaler" in in_force.copy.refresh().halted
        Vendor.objects.update(sub_processors_checked_on=TODAY)
        acceptances.pause_unverified(register=register, now=NOW)
        assert "maaler" not in in_force.copy.refresh().halted

    def test_schedule_pauses_what_grew_old(self) -> None:
        vendor = american(key="gammel")
        published()
        tasks.review_transfers()
        vendor.refresh_from_db()
        assert vendor.unverified_at is not None  # its entry was looked at in March


class TestAdmin:
    @pytest.fixture
    def by(self, client: Client, staff: User) -> Client:
        codenames = ("add_transferacceptance", "view_transferacceptance", "view_vendor")
        staff.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(staff)
        return client

    def form(self, vendor: Vendor, days: int = 30) -> dict[str, Any]:
        texts = {f"{name}_{code}": text for name in WORDS for code, text in WORDS[name].items()}
        return {"vendor": vendor.pk, "until": timezone.localdate() + timedelta(days=days), **texts}

    def test_staff_accept_under_their_own_account_and_end(self, by: Client, staff: User, amber: Vendor) -> None:
        answer = by.post(reverse("admin:privacy_transferacceptance_add"), self.form(amber))
        assert answer.status_code == 302, answer.content.decode()
        [given] = TransferAcceptance.objects.all()
        assert (given.accepted_by, given.vendor) == (staff, amber)
        url = reverse("admin:privacy_transferacceptance_changelist")
        confirmed(by, url, {"action": "end_now", "_selected_action": [given.pk]})
        given.refresh_from_db()
        assert given.ended_at is not None
        assert by.get(reverse("admin:privacy_transferacceptance_change", args=[given.pk])).status_code == 200

    @pytest.mark.parametrize("days", [-1, 200])
    def test_refused_day_is_an_error_of_the_form(self, days: int, by: Client, amber: Vendor) -> None:
        answer = by.post(reverse("admin:privacy_transferacceptance_add"), self.form(amber, days))
        assert answer.status_code == 200
        assert not TransferAcceptance.objects.exists()

    def test_recipient_shows_the_way_to_accept_and_what_was_accepted(
        self, by: Client, staff: User, amber: Vendor
    ) -> None:
        url = reverse("admin:privacy_vendor_change", args=[amber.pk])
        assert reverse("admin:privacy_transferacceptance_add") in by.get(url).content.decode()
        acceptances.accept(vendor=amber, until=timezone.localdate(), by=staff, now=timezone.now(), **WORDS)
        assert "Avtalen signeres i mars (nb)" in by.get(url).content.decode()

    def test_nobody_else_accepts(self, client: Client, staff: User, amber: Vendor) -> None:
        staff.user_permissions.set(Permission.objects.filter(codename="view_transferacceptance"))
        client.force_login(staff)
        assert client.post(reverse("admin:privacy_transferacceptance_add"), self.form(amber)).status_code == 403
        assert not TransferAcceptance.objects.exists()
