"""What is on offer follows the revision in force: what may run, since when, what is to be cleared."""

from collections.abc import Callable
from typing import Any

import pytest

from consent.gate import offer as offers
from consent.gate.offer import Offer
from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register.models import Revision
from tests.consent.conftest import NOW, choice


def one(offer: Offer, key: str) -> offers.Offered:
    return next(service for service in offer.services if service.key == key)


def test_nothing_necessary_is_on_offer(offer: Offer) -> None:
    assert [service.key for service in offer.services] == ["hubspot", "hotjar", "google-ads"]
    assert offer.categories == (Category.ANALYTICS, Category.MARKETING)


@pytest.mark.law("C-18")
def test_nothing_runs_without_a_site_id_and_nobody_is_asked(no_site_ids: None, offer: Offer) -> None:
    assert not any(service.is_running for service in offer.services)
    assert not offer.hosts
    assert offer.categories == ()
    assert offer.news == ()


def test_what_runs_opens_its_hosts_only(site_ids: dict[str, str], offer: Offer) -> None:
    assert all(service.is_running for service in offer.services)
    assert "https://static.hotjar.com" in offer.hosts["script-src"]
    assert not any("unsafe" in host for hosts in offer.hosts.values() for host in hosts)


@pytest.mark.law("T-07")
@pytest.mark.parametrize("column", [{"tool": "none"}, {}])
def test_a_vendor_without_ground_is_not_offered(
    site_ids: dict[str, str], register: Revision, republish: Callable[[], Revision], column: dict[str, Any]
) -> None:
    Vendor.objects.filter(key="google").update(halted_at=NOW, **column)
    republish()
    offer = offers.required()
    google = one(offer, "google-ads")
    assert not google.is_running
    assert not google.is_granted(choice("marketing", revision=2))
    assert Category.MARKETING not in offer.categories
    assert "google" not in str(offer.hosts)


@pytest.mark.law("C-10")
@pytest.mark.parametrize(
    ("granted", "left"),
    [
        ((), {"__cf_bm", "__hs_do_not_track", "other", "_hjSessionevil"}),
        (("marketing",), {"__cf_bm", "__hs_do_not_track", "other", "_hjSessionevil", "_gac_UA-1"}),
        (("analytics",), {"__cf_bm", "__hs_do_not_track", "other", "_hjSessionevil", "_hjSession_1", "__hstc"}),
    ],
)
def test_what_is_not_granted_is_cleared(offer: Offer, granted: tuple[str, ...], left: set[str]) -> None:
    names = {"__cf_bm", "__hs_do_not_track", "other", "_hjSessionevil", "_gac_UA-1", "_hjSession_1", "__hstc"}
    assert names - set(offer.to_clear(names, choice(*granted))) == left


@pytest.mark.law("C-10")
def test_a_name_cannot_break_the_list_that_the_gate_reads(
    site_ids: dict[str, str], register: Revision, republish: Callable[[], Revision]
) -> None:
    """A database may be called anything; the gate's list is split at commas and spaces."""
    hotjar = Service.objects.get(key="hotjar")
    StorageItem.objects.create(
        service=hotjar,
        kind="IndexedDB",
        name='my, "odd" db*',
        category="analytics",
        description={"nb": "x", "nn": "x", "en": "x"},
    )
    republish()
    assert len(offers.required().for_gate.split(",")) == len(offers.required().services)
    assert all(len(row.split(" ")) == 4 for row in offers.required().for_gate.split(","))
    assert one(offers.required(), "hotjar").names.fullmatch('my, "odd" db 7/x')
    assert not one(offers.required(), "hotjar").names.fullmatch("my")


@pytest.mark.law("C-18")
def test_a_new_service_is_asked_about_and_the_others_stay(
    new_analytics_service: Service, republish: Callable[[], Revision]
) -> None:
    republish()
    offer = offers.required()
    before = choice("analytics", revision=1)
    assert not offer.is_complete(before)
    assert one(offer, "hotjar").is_granted(before)
    assert not one(offer, "newcomer").is_granted(before)
    assert one(offer, "newcomer").is_granted(choice("analytics", revision=2))


@pytest.mark.law("C-18")
def test_a_corrected_spelling_asks_nobody(register: Revision, republish: Callable[[], Revision]) -> None:
    StorageItem.objects.filter(name="__hstc").update(description={"nb": "Rettet", "nn": "Retta", "en": "Corrected"})
    assert republish().number == 2
    assert offers.required().is_complete(choice("analytics", revision=1))


@pytest.mark.law("C-18")
def test_a_longer_lifetime_is_asked_about(register: Revision, republish: Callable[[], Revision]) -> None:
    StorageItem.objects.filter(name="__hstc").update(lifetime_seconds=10**8)
    republish()
    assert not offers.required().is_complete(choice("analytics", revision=1))


def test_publishing_the_same_again_changes_nothing(register: Revision, republish: Callable[[], Revision]) -> None:
    again = republish()  # what the site promises about a question needs a question, so a revision in force
    assert republish().number == again.number
