"""The seed's services and storage: all of the policy of before, and what is wrong in it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from consent.services import section as register_section
from consent.services.enums import Category
from consent.services.loading import load_storage
from consent.services.models import Service, StorageItem
from privacy.register.errors import SeedError
from privacy.register.models import Revision
from privacy.register.statements.models import KnownDefect

pytestmark = pytest.mark.django_db

WORDS = {"nb": "x", "nn": "x", "en": "x"}

PUBLISHED = {
    "__cf_bm": ("necessary", "30 minutter"), "__cfruid": ("necessary", "Kun sesjon"),
    "__hs_cookie_cat_pref": ("necessary", "6 måneder"), "__hs_do_not_track": ("necessary", "6 måneder"),
    "__hssc": ("analytics", "30 minutter"), "__hssrc": ("analytics", "Kun sesjon"),
    "__hstc": ("analytics", "6 måneder"), "hubspotutk": ("analytics", ""),
    "_hjAbsoluteSessionInProgress": ("analytics", "30 minutter"),
    "_hjFirstSeen": ("analytics", "30 minutter"), "_hjIncludedInPageviewSample": ("analytics", "2 minutter"),
    "_hjIncludedInSessionSample": ("analytics", "2 minutrtter"), "_hjSession": ("analytics", "30 minutter"),
    "_hjSessionUser": ("analytics", "1 år"), "IDE": ("marketing", "1 år"),
}  # fmt: skip


def test_all_fifteen_items_of_the_policy_are_there(register: Revision) -> None:
    items = StorageItem.objects.filter(is_in_published_policy=True)
    assert {item.published_name or item.name: (item.category, item.published_lifetime) for item in items} == PUBLISHED


@pytest.mark.law("C-08")
def test_every_cookie_has_a_lifetime_and_every_item_a_reader(register: Revision) -> None:
    assert not StorageItem.objects.without_lifetime().exists()
    for text in register.texts.all():
        for item in StorageItem.objects.all():
            assert f"<code>{item.name}</code>" in text.html


def test_every_defect_of_the_law_map_is_recorded(register: Revision) -> None:
    references = " ".join(KnownDefect.objects.values_list("reference", flat=True))
    for number in range(42, 58):
        assert f"P{number}" in references
    assert KnownDefect.objects.filter(reference__contains="G-20").count() >= 15
    for defect in KnownDefect.objects.all():
        assert set(defect.text) == set(defect.remedy) == {"nb", "nn", "en"}


def test_loading_twice_changes_nothing(register: Revision) -> None:
    from django.conf import settings

    from privacy.register.operations import load_seed, read_seed
    from tests.consent.conftest import NOW

    before = register_section.freeze(NOW)
    load_seed(seed=read_seed(settings.SEED_FILE), now=NOW)
    assert register_section.freeze(NOW) == before


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "service": "nobody", "description": WORDS},
        {"name": "x", "service": "hotjar", "lifetime": "2 minutrtter", "description": WORDS},
        {"name": "x", "service": "hotjar", "colour": "red", "description": WORDS},
        {"service": "hotjar"},
    ],
)
def test_a_wrong_row_is_named(register: Revision, row: dict[str, object]) -> None:
    with pytest.raises(SeedError, match="storage"):
        load_storage(rows=[row])


@pytest.mark.law("C-14")
def test_nothing_is_necessary_without_a_reason(register: Revision) -> None:
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        StorageItem.objects.filter(name="__hstc").update(category=Category.NECESSARY)


def test_gaps_are_told(no_site_ids: None, register: Revision) -> None:
    with translation.override("en"):
        gaps = "\n".join(register_section.gaps())
    assert "HubSpot: the site's id is missing" in gaps
    assert "no reviewer" in gaps
    assert "pv_" not in gaps
    Service.objects.all()
    StorageItem.objects.filter(name="pv_choice").delete()
    with translation.override("en"):
        assert "pv_choice" in "\n".join(register_section.gaps())
