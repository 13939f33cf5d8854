from datetime import datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from privacy.register.frozen.rows import Leg, Vendor
from privacy.staff import dashboard
from privacy.staff.dashboard import DashboardBlock
from privacy.templatetags import register
from tests.registries import ReplaceEntries
from tests.words import says


@pytest.mark.parametrize(
    ("language", "shown"), [("nb", "Irland, Norge"), ("nn", "Irland, Noreg"), ("en", "Ireland, Norway")]
)
def test_countries_are_named_once_in_the_language_of_the_page(language: str, shown: str) -> None:
    with override(language):
        assert register.countries(["IE", "NO", "IE"]) == shown


def test_english_puts_an_article_before_some_countries() -> None:
    with override("en"):
        assert register.countries(["US", "IE"]) == "the United States, Ireland"
    with override("nb"):
        assert register.countries(["US"]) == "USA"


def test_country_without_a_name_keeps_its_code() -> None:
    assert register.countries(["XX"]) == "XX"


def test_hash_can_be_read_aloud() -> None:
    assert register.groups_of_four("abcdef0123") == "abcd ef01 23"


def test_transfer_inside_the_eea_is_said_as_such() -> None:
    known = Vendor(key="host", storage_countries=("IE",), parent_country="IE", tool="dpf", transfer_status="green")
    assert register.transfer(known) == says("stays in the EEA", context="transfer")


@pytest.mark.law("T-08", "T-04")
def test_legs_with_one_tool_and_country_are_told_together() -> None:
    legs = (
        Leg(kind="storage", country="US", tool="dpf", status="green"),
        Leg(kind="access", country="US", tool="dpf", status="green"),
        Leg(kind="access", country="IN", tool="scc2", status="amber", is_documented=True),
    )
    vendor = Vendor(key="host", legs=legs)
    american, indian = register.legs(vendor)
    kinds = f"{says('stored in')}, {says('reached from')}"
    assert (american["country"], american["kinds"], american["has_copy"]) == ("USA", kinds, False)
    assert american["list_url"].startswith("https://www.dataprivacyframework.gov")
    assert (indian["country"], indian["kinds"], indian["has_copy"]) == ("India", says("reached from"), True)
    assert "modul 2" in indian["tool"]
    assert register.legs(Vendor(key="host")) == []


@pytest.mark.law("T-08", "T-10")
def test_tool_that_nobody_documented_is_not_named() -> None:
    [leg] = register.legs(Vendor(key="host", legs=(Leg(kind="storage", country="US", tool="dpf", status="amber"),)))
    assert "Data Privacy Framework" not in str(leg["tool"])
    assert (leg["country"], leg["has_copy"], leg["list_url"]) == ("USA", False, "")


@pytest.mark.law("T-02", "T-08")
def test_recipient_stays_in_the_eea_only_where_everything_is_known() -> None:
    told = [
        register.transfer(Vendor(key="host", storage_countries=("IE",), tool="dpf", transfer_status=status))
        for status in ("green", "amber")
    ]
    assert len(set(told)) == 2
    assert register.transfer(Vendor(key="host", tool="dpf")) == ""


def test_text_that_is_missing_is_empty() -> None:
    assert register.text({}) == ""
    assert register.text({"nb": "Hei", "en": "Hello"}) == "Hei"


def test_role_and_basis_are_words() -> None:
    assert register.role("processor") == says("processor")
    assert register.legal_basis("consent").startswith("samtykke")


def test_desk_is_asked_once_for_each_block(replace_entries: ReplaceEntries) -> None:
    asked: list[datetime] = []

    def cases(now: datetime) -> DashboardBlock:
        asked.append(now)
        return DashboardBlock(title="Saker", count=3, is_about_people=True)

    replace_entries(dashboard.blocks, {"cases": (1, cases)})
    shown = "{% for block in desk.people %}{{ block.title }} {{ block.count }}{% endfor %}"
    template = Template("{% load dashboard %}{% dashboard_desk as desk %}" + shown)
    assert template.render(Context()) == "Saker 3"
    assert len(asked) == 1
