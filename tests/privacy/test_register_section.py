from typing import Any

import pytest
from django.utils.translation import override

from privacy import register_section, sections
from privacy.enums import TransferTool
from tests.factories.privacy import TODAY, VendorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
GIVEN = {"organisation_number": "974760673", "address": "Storgata 1, 0155 Oslo", "phone": "+47 22 00 00 00"}


@pytest.fixture(autouse=True)
def _everything_given(settings: Any) -> None:
    settings.CONTROLLER = GIVEN


def test_complete_register_has_no_gap() -> None:
    VendorFactory.create(agreement_on=TODAY)
    assert register_section.gaps() == []


@pytest.mark.law("G-02", "P4", "M-06")
@pytest.mark.parametrize("name", GIVEN)
def test_fact_about_the_company_that_is_missing_is_a_gap(name: str, settings: Any) -> None:
    settings.CONTROLLER = GIVEN | {name: ""}
    (gap,) = register_section.gaps()
    assert f"CONTROLLER_{name.upper()}" in gap


@pytest.mark.law("P22")
def test_agreement_that_is_missing_is_a_gap() -> None:
    VendorFactory.create(name="Vert", agreement_on=None)
    (gap,) = register_section.gaps()
    assert "Vert" in gap


@pytest.mark.law("T-06")
@pytest.mark.parametrize("tool", [TransferTool.DPF, TransferTool.SCC])
def test_tool_that_nobody_checked_is_a_gap(tool: str) -> None:
    vendor = VendorFactory.create(agreement_on=TODAY, tool=tool, is_tool_active=None)
    assert len(register_section.gaps()) == 1
    vendor.is_tool_active = True
    vendor.save()
    assert register_section.gaps() == []


def test_gaps_are_named_in_the_language_of_the_reader(settings: Any) -> None:
    settings.CONTROLLER = GIVEN | {"phone": ""}
    with override("en"):
        assert register_section.gaps()[0].startswith("The telephone number is missing")
    with override("nb"):
        assert register_section.gaps()[0].startswith("Telefonnummeret mangler")


def test_section_freezes_what_the_policy_shows() -> None:
    VendorFactory.create(key="host")
    frozen = register_section.freeze()
    assert frozen["controller"]["address"] == GIVEN["address"]
    assert [vendor["transfer_status"] for vendor in frozen["vendors"]] == ["green"]
    assert set(frozen) == {"controller", "purposes", "vendors", "retention_rules", "statements"}


def test_sections_come_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    own = sections._sections["privacy"]
    later = sections.Section(key="later", order=20, load=own.load, freeze=dict, gaps=list)
    first = sections.Section(key="first", order=1, load=own.load, freeze=dict, gaps=list)
    monkeypatch.setattr(sections, "_sections", {})
    for one in (later, own, first):
        sections.add(one)
    assert [one.key for one in sections.all_sections()] == ["first", "privacy", "later"]
