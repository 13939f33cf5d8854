"""The catalogue is checked as a whole, and each kind of fault is found."""

from pathlib import Path

import pytest

from consent.catalogue import checks, queries
from consent.services import known

GOOD = """
name = "Fjordtall"
noted_on = 2026-11-30
notice_url = "https://fjordtall.example.com/privacy"

[facts]
legal_entity = { value = "Fjordtall AS", source = "https://fjordtall.example.com/terms" }
role = { value = "processor", source = "https://fjordtall.example.com/dpa" }
parent_country = { value = "NO", source = "https://fjordtall.example.com/terms" }

[[products]]
key = "google-ads"
name = "Fjordtall"
group = "advertising"
purposes = ["advertising"]
data = "advertising"
subjects = "visitors"
does.nb = "Teller besøk."
does.nn = "Tel besøk."
does.en = "Counts visits."
does.sv = "Räknar besök."
does.de = "Zählt Besuche."

[products.service]
category = "marketing"
source = "https://fjordtall.example.com/cookies"
hosts.script = ["https://cdn.fjordtall.example.com"]
stores.audience = ["IDE"]
"""
SERVICE = {"key": "x", "vendor": "x", "name": "X", "category": "analytics", "source": "https://example.com"}
ITEM = {"name": "_x", "lifetime": "a while"}


def test_catalogue_is_whole() -> None:
    assert checks.check_catalogue(None) == []
    assert len(queries.products()) >= 40


def test_every_fact_has_a_source_and_a_day() -> None:
    for vendor in queries.vendors().values():
        for name, fact in vendor.facts.items():
            assert fact.source.startswith("https://"), (vendor.key, name)
            assert fact.noted_on >= vendor.noted_on, (vendor.key, name)


def test_membership_of_the_framework_is_never_a_fact() -> None:
    """A product says what its vendor relies on; that the vendor is on the list is for staff to look up."""
    for vendor in queries.vendors().values():
        assert not {"framework", "framework_entry", "status", "checked_on"} & set(vendor.facts)


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("noted_on = 2026-11-30", "", "cannot be read"),
        ('value = "processor"', 'value = "helper"', "role is 'helper'"),
        ('value = "NO"', 'value = "Norway"', "parent_country is 'Norway'"),
        ('source = "https://fjordtall.example.com/dpa"', 'source = "our lawyer"', "the source of role"),
        ('group = "advertising"', 'group = "magic"', "cannot be read"),
        ('purposes = ["advertising"]', 'purposes = ["fun"]', "there is no purpose fun"),
        ('purposes = ["advertising"]', 'purposes = ["payment"]', "none of its purposes rests on consent"),
        ('group = "advertising"', 'group = "advertising"\nsupplies = ["luck"]', "no website needs luck"),
        ('data = "advertising"', 'data = "everything"', "there is no text everything"),
        ('does.nn = "Tel besøk."', 'does.nn = " "', "what it does lacks a text in nn"),
        ('category = "marketing"', 'category = "functional"', "cannot be read"),
        ("https://cdn.fjordtall.example.com", "cdn.fjordtall.example.com", "is no host"),
        ("hosts.script", "hosts.magic", "no hosts of the kind magic"),
        ("stores.audience", "stores.magic", "there is no text stores.magic"),
        ('["IDE"]', '["_unheard"]', "_unheard is not in known_storage.toml"),
        ('key = "google-ads"', 'key = "Google Ads"', "it is no key"),
    ],
)
def test_fault_is_found(tmp_path: Path, good: str, bad: str, fault: str) -> None:
    file = tmp_path / "fjordtall.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert list(checks.faults(tmp_path)) == []
    assert good in GOOD
    file.write_text(GOOD.replace(good, bad), encoding="utf-8")
    assert any(fault in line for line in checks.faults(tmp_path)), list(checks.faults(tmp_path))


def test_storage_whose_lifetime_is_no_lifetime_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_read", lambda: {"vendors": [], "services": [SERVICE | {"items": [ITEM]}]})
    known.items.cache_clear()
    try:
        assert "known_storage.toml cannot be read" in str(checks.check_catalogue(None))
    finally:
        known.items.cache_clear()


def test_key_is_there_once(tmp_path: Path) -> None:
    for name in ("fjordtall", "havtall"):
        (tmp_path / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    assert list(checks.faults(tmp_path)) == ["the product google-ads is there 2 times"]
