"""Products of the catalogue in the draft register."""

from typing import Any

import pytest

from consent.catalogue import operations, queries
from consent.importing.operations import import_policy
from consent.services.models import Service, StorageItem
from privacy.recipients.models import FrameworkEntry, TransferLeg, Vendor
from privacy.register.languages.fields import validate_translated
from privacy.register.purposes.models import Purpose
from privacy.register.seed_rows import draft
from tests.factories.privacy import PurposeFactory, VendorFactory, both

pytestmark = pytest.mark.django_db
MARKDOWN = "| Cookie | Leverandør | Formål | Varighet | Kategori |\n|---|---|---|---|---|\n"


def adopt(key: str) -> Vendor:
    return operations.adopt(product=queries.products()[key])


def test_product_comes_with_its_facts_purposes_service_and_storage() -> None:
    vendor = adopt("google-analytics")
    assert (vendor.legal_entity, vendor.role, vendor.parent_country) == ("Google Ireland Limited", "processor", "US")
    service = Service.objects.get()
    assert (service.vendor, service.purposes, service.category) == (vendor, ["analytics"], "analytics")
    items = {item.name: item for item in StorageItem.objects.all()}
    assert set(items) == {"_ga", "_ga_*"}
    assert items["_ga"].lifetime_seconds == 2 * 365 * 86400
    assert items["_ga"].source_url.startswith("https://")
    assert Purpose.objects.get().legal_basis == "consent"


def test_what_nobody_has_seen_is_not_verified() -> None:
    adopt("intercom")
    assert not FrameworkEntry.objects.exists()
    assert not TransferLeg.objects.exists()
    assert not StorageItem.objects.exclude(verified_on=None).exists()


@pytest.mark.parametrize("key", list(queries.products()))
def test_every_product_can_be_adopted_and_twice_changes_nothing(key: str) -> None:
    for purpose in ("website", "newsletter", "customer-service", "requests"):
        PurposeFactory.create(key=purpose)
    adopt(key)
    assert key in operations.adopted()
    for row in (*Vendor.objects.all(), *Service.objects.all(), *StorageItem.objects.all(), *Purpose.objects.all()):
        row.clean()
        row.validate_constraints()
        for name in ("does", "description", "data", "title"):
            if hasattr(row, name):
                validate_translated(getattr(row, name))
    before = draft()
    adopt(key)
    assert draft() == before


def test_what_staff_entered_stays() -> None:
    VendorFactory.create(key="stripe", name="Stripe", legal_entity="Stripe Technology Europe", role="controller")
    vendor = adopt("stripe")
    assert Vendor.objects.count() == 1
    assert (vendor.legal_entity, vendor.role) == ("Stripe Technology Europe", "controller")


def test_what_staff_rewrote_stays_when_their_policy_is_read_again() -> None:
    vendor = adopt("google-analytics")
    vendor.does, vendor.purposes = both("Vår egen setning"), []
    vendor.save()
    StorageItem.objects.filter(name="_ga").update(description=both("Vår egen"))
    assert adopt("google-analytics").does == both("Vår egen setning")
    assert Vendor.objects.get().purposes == []
    assert StorageItem.objects.get(name="_ga").description == both("Vår egen")


def test_recipient_under_another_key_is_found_by_its_name() -> None:
    mine = VendorFactory.create(key="mail", name="mailchimp")
    assert adopt("mailchimp") == mine


def test_own_purpose_that_covers_the_category_is_used() -> None:
    PurposeFactory.create(key="tides", covers=["analytics"])
    adopt("matomo")
    assert Service.objects.get().purposes == ["tides"]
    assert Purpose.objects.count() == 1


def test_two_products_of_a_recipient_share_its_row() -> None:
    first, second = adopt("youtube"), adopt("google-ads")
    assert first == second
    assert Vendor.objects.count() == 1
    assert second.purposes == ["embedded-content", "advertising"]
    assert "film" in second.does["nb"]
    assert "annonser" in second.does["nb"]


def test_import_and_catalogue_meet_in_one_row_whichever_comes_first() -> None:
    table = f"{MARKDOWN}| _ga | Google | Teller besøk | 2 år | Statistikk |\n"
    import_policy(data=table.encode())
    vendor = adopt("google-analytics")
    assert Vendor.objects.count() == Service.objects.count() == 1
    assert vendor.tool == "dpf"
    assert vendor.legal_entity == "Google Ireland Limited"
    assert StorageItem.objects.get(name="_ga").description["nb"] == "Teller besøk"
    assert StorageItem.objects.get(name="_ga").description["en"]


def test_language_without_texts_stays_open(settings: Any) -> None:
    settings.LANGUAGES = [("nb", "Norsk bokmål"), ("fi", "Suomi")]
    adopt("plausible")
    assert set(Vendor.objects.get().does) == {"nb"}
    assert both("x").keys() == {"nb", "fi"}


@pytest.mark.parametrize("language", ["sv", "de"])
def test_company_of_another_country_gets_its_own_words(settings: Any, language: str) -> None:
    settings.LANGUAGES = [(language, language)]
    adopt("google-analytics")
    assert {*Vendor.objects.get().does} == {language}
    assert StorageItem.objects.exists()
    assert all({*item.description} == {language} for item in StorageItem.objects.all())
