from typing import Any

import pytest
from django.utils.translation import override

from privacy.policy import section as register_section
from privacy.recipients.enums import Role, TransferTool
from privacy.recipients.models import Vendor
from privacy.register import sections
from privacy.register.frozen.codec import plain
from privacy.register.frozen.parts import Part
from tests.factories.privacy import (
    NOW,
    AgreementFactory,
    FrameworkEntryFactory,
    TransferLegFactory,
    VendorFactory,
    both,
)
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
GIVEN = {"organisation_number": "974760673", "address": "Storgata 1, 0155 Oslo", "phone": "+47 22 00 00 00"}


@pytest.fixture(autouse=True)
def _everything_given(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": GIVEN}


def test_complete_register_has_no_gap() -> None:
    AgreementFactory.create(vendor__purposes=["requests"])
    assert register_section.gaps() == []


@pytest.mark.law("G-02", "P4", "M-06")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("organisation_number", "Organisasjonsnummeret mangler"),
        ("address", "Postadressen mangler"),
        ("phone", "Telefonnummeret mangler"),
    ],
)
def test_fact_about_the_company_that_is_missing_is_a_gap(name: str, words: str, settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": GIVEN | {name: ""}}
    (gap,) = register_section.gaps()
    assert gap.startswith(words)


@pytest.mark.law("P22")
def test_agreement_that_is_missing_is_a_gap() -> None:
    VendorFactory.create(name="Vert", purposes=["requests"])
    (gap,) = register_section.gaps()
    assert "Vert" in gap


@pytest.mark.law("T-06")
def test_framework_that_nobody_checked_is_a_gap() -> None:
    vendor = AgreementFactory.create(
        vendor__purposes=["requests"], vendor__tool=TransferTool.DPF, vendor__parent_country="US"
    ).vendor
    (gap,) = register_section.gaps()
    assert "Data Privacy Framework" in gap
    FrameworkEntryFactory.create(vendor=vendor)
    assert register_section.gaps() == []


@pytest.mark.law("T-04")
def test_clauses_that_nobody_documented_are_a_gap() -> None:
    vendor = AgreementFactory.create(
        vendor__purposes=["requests"], vendor__tool=TransferTool.SCC, vendor__parent_country="US"
    ).vendor
    assert len(register_section.gaps()) == 1
    TransferLegFactory.create(vendor=vendor, kind="parent")
    assert register_section.gaps() == []


@pytest.mark.law("T-01", "T-02")
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"legal_entity": ""}, "juridisk"),
        ({"organisation_id": ""}, "organisasjonsnummeret"),
        ({"role": ""}, "rolle"),
        ({"purposes": []}, "formålene"),
        ({"purposes": ["gone"]}, "formålene"),
        ({"data_categories": {}}, says("which data")),
        ({"subject_categories": {}}, "hvem sine"),
        ({"storage_countries": []}, says("where it is stored")),
        ({"access_countries": []}, says("where it is reached from")),
        ({"parent_country": ""}, "morselskapet"),
        ({"uses_for_own_purposes": None}, "egne formål"),
        ({"sub_processors_checked_on": None}, "underleverandører"),
    ],
)
def test_fact_about_a_recipient_that_is_missing_is_named(facts: dict[str, Any], said: str) -> None:
    AgreementFactory.create(vendor=VendorFactory.create(**{"purposes": ["requests"]} | facts))
    (gap,) = register_section.gaps()
    assert said in gap


@pytest.mark.law("A-06")
def test_agreement_of_a_processor_without_a_term_is_a_gap() -> None:
    agreement = AgreementFactory.create(vendor__purposes=["requests"])
    agreement.allows_audits = False
    agreement.save()
    (gap,) = register_section.gaps()
    assert "(h)" in gap
    Vendor.objects.update(role=Role.CONTROLLER)
    assert register_section.gaps() == []


@pytest.mark.law("A-07")
def test_joint_controller_without_an_arrangement_is_a_gap() -> None:
    agreement = AgreementFactory.create(vendor__purposes=["requests"], vendor__role=Role.JOINT)
    (gap,) = register_section.gaps()
    assert says("the essence of the arrangement is missing (LAW A-07).") in gap
    agreement.arrangement = both("Vi svarer")
    agreement.save()
    assert register_section.gaps() == []


def test_gaps_are_named_in_the_language_of_the_reader(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": GIVEN | {"phone": ""}}
    with override("en"):
        assert register_section.gaps()[0].startswith("The telephone number is missing")
    with override("nb"):
        assert register_section.gaps()[0].startswith("Telefonnummeret mangler")


def test_section_freezes_what_the_policy_shows() -> None:
    VendorFactory.create(key="host")
    Vendor.objects.update(sub_processors_checked_on=NOW.date())
    frozen = plain(register_section.freeze(NOW))
    assert frozen["controller"]["address"] == GIVEN["address"]
    assert [vendor["transfer_status"] for vendor in frozen["vendors"]] == ["green"]
    assert set(frozen) == {
        "controller", "purposes", "vendors", "retention_rules", "statements", "accepted_gaps", "sentences",
    }  # fmt: skip


def test_sections_come_in_their_order(replace_entries: ReplaceEntries) -> None:
    own = sections.registry["privacy"]
    later = sections.Section(key="later", order=20, load=own.load, freeze=lambda _now: Part(), gaps=list)
    first = sections.Section(key="first", order=1, load=own.load, freeze=lambda _now: Part(), gaps=list)
    replace_entries(sections.registry, {})
    for one in (later, own, first):
        sections.add(one)
    assert [section.key for section in sections.all_sections()] == ["first", "privacy", "later"]
