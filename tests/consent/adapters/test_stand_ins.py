"""Stand-ins play the vendors in development: they open no host, and no other site starts a service with their id."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from consent.adapters.adapter import adapters
from consent.choices.checks import check_stand_ins
from consent.gate import offer as offers
from consent.gate.offer import Offer
from privacy.register.models import Revision
from tests.consent.conftest import NOW
from tools.stand_ins.seed import SITE_IDS, write_seed
from tools.stand_ins.tags import stand_ins

STANDING_IN = {"STAND_INS": True}


@pytest.mark.parametrize(("adapter", "site_id"), SITE_IDS.items())
def test_their_ids_count_only_where_they_run(settings: Any, adapter: str, site_id: str) -> None:
    assert not adapters[adapter].accepts(site_id)
    settings.CONSENT = settings.CONSENT | STANDING_IN
    assert adapters[adapter].accepts(site_id)
    assert adapters[adapter].accepts(adapters[adapter].example)


@pytest.mark.parametrize(
    ("is_on", "address", "errors"),
    [
        (True, "https://www.example.com", ["consent.E002"]),
        (True, "http://127.0.0.1:8000", []),
        (False, "https://x", []),
    ],
)
def test_no_site_of_visitors_has_them(settings: Any, is_on: bool, address: str, errors: list[str]) -> None:
    settings.CONSENT = settings.CONSENT | {"STAND_INS": is_on}
    settings.PRIVACY = settings.PRIVACY | {"BASE_URL": address}
    assert [error.id for error in check_stand_ins(None)] == errors


def test_production_settings_know_nothing_of_them() -> None:
    folder = django_settings.BASE_DIR / "proviso_site" / "settings"
    named = {file.name for file in folder.glob("*.py") if "stand_ins" in file.read_text(encoding="utf-8")}
    assert named == {"development.py"}
    ignored = (django_settings.BASE_DIR / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if line.startswith("!tools")] == ["!tools/__init__.py", "!tools/law_map.py"]


@pytest.mark.django_db
@pytest.mark.law("C-22")
def test_no_page_may_reach_a_vendor(settings: Any, published: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CONSENT = settings.CONSENT | STANDING_IN
    monkeypatch.setattr(offers, "_built", None)  # one that was built without stand-ins
    offer = offers.required()
    assert len([service for service in offer.services if service.is_running]) == 3
    assert not offer.hosts


@pytest.mark.django_db
def test_they_store_what_the_register_declares(offer: Offer) -> None:
    items = {stand_in["name"]: stand_in["items"] for stand_in in stand_ins()}
    assert set(items) == {"HubSpot", "Hotjar", "Google Ads"}
    assert "_hjSession_0000000" in items["Hotjar"]
    assert "__hstc" in items["HubSpot"]


def test_the_seed_says_that_it_is_invented(tmp_path: Path) -> None:
    text = write_seed(tmp_path, NOW.date()).read_text(encoding="utf-8")
    assert text.startswith("# Development only")
    ids = {
        service["adapter"]: service["site_id"] for service in tomllib.loads(text)["services"] if "adapter" in service
    }
    assert ids == SITE_IDS
