"""The transfer engine on evidence made in the tests, without database or clock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.formats import date_format
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.law.countries import EEA
from privacy.recipients.enums import CLAUSES, FrameworkStatus, LegKind, TransferStatus, TransferTool
from privacy.recipients.models import AdequacyDecision, FrameworkEntry, TransferLeg, Vendor
from privacy.recipients.transfers import Evidence, explain, next_review, places, status
from tests.factories.privacy import (
    TODAY,
    AdequacyDecisionFactory,
    FrameworkEntryFactory,
    TransferLegFactory,
    VendorFactory,
)
from tests.words import says

GREEN, AMBER, RED = TransferStatus.GREEN, TransferStatus.AMBER, TransferStatus.RED
ORDER = [GREEN, AMBER, RED]
pytestmark = pytest.mark.law("P24", "T-02", "T-05", "T-06")


def vendor(*countries: str, **facts: Any) -> Vendor:
    return VendorFactory.build(storage_countries=list(countries), **facts)


def decision(country: str = "CH", **facts: Any) -> AdequacyDecision:
    return AdequacyDecisionFactory.build(country=country, **facts)


def evidence(*decisions: AdequacyDecision, **facts: Any) -> Evidence:
    return Evidence(today=TODAY, decisions={decision.country: decision for decision in decisions}, **facts)


def entry(recipient: Vendor, **facts: Any) -> FrameworkEntry:
    return FrameworkEntryFactory.build(vendor=recipient, **facts)


def leg(recipient: Vendor, **facts: Any) -> TransferLeg:
    return TransferLegFactory.build(vendor=recipient, **facts)


def framework(recipient: Vendor, **facts: Any) -> Evidence:
    """Return evidence with the framework's decision in force and an active entry, changed by ``facts``."""
    return evidence(decision("US", scope="those on the list"), entries={recipient.key: entry(recipient, **facts)})


def test_eea_has_thirty_countries() -> None:
    assert len(EEA) == 30
    assert {"NO", "IS", "LI"} <= EEA
    assert not {"GB", "CH", "US"} & EEA


def test_recipient_in_the_eea_needs_nothing() -> None:
    assert status(vendor("IE", "NO"), evidence()) is GREEN


@pytest.mark.law("X-25")
@pytest.mark.parametrize(
    "facts",
    [{"storage_countries": ["IN"]}, {"access_countries": ["IE", "IN"]}, {"parent_country": "IN"}],
)
def test_every_country_counts(facts: dict[str, Any]) -> None:
    """Support from abroad or a parent company abroad is a transfer too (LAW X-25)."""
    assert status(VendorFactory.build(**facts), evidence()) is RED


@pytest.mark.parametrize("facts", [{"storage_countries": []}, {"access_countries": []}, {"parent_country": ""}])
def test_country_that_nobody_has_entered_is_not_taken_for_one_in_the_eea(facts: dict[str, Any]) -> None:
    assert status(VendorFactory.build(**facts), evidence()) is AMBER


@pytest.mark.parametrize(("days", "result"), [(0, GREEN), (90, GREEN), (91, AMBER), (1000, AMBER)])
def test_adequacy_must_have_been_checked_within_90_days(days: int, result: TransferStatus) -> None:
    checked = decision(checked_on=TODAY - timedelta(days=days))
    assert status(vendor("CH"), evidence(checked)) is result


@pytest.mark.parametrize(
    ("suspended_on", "result"), [(TODAY, RED), (TODAY - timedelta(days=1), RED), (TODAY + timedelta(days=1), GREEN)]
)
@pytest.mark.parametrize("tool", [TransferTool.NONE, TransferTool.ADEQUACY])
def test_suspended_adequacy_carries_nothing(tool: str, suspended_on: Any, result: TransferStatus) -> None:
    assert status(vendor("CH", tool=tool), evidence(decision(suspended_on=suspended_on))) is result


def test_suspended_adequacy_leaves_standard_clauses() -> None:
    assert status(vendor("CH", tool=TransferTool.SCC), evidence(decision(suspended_on=TODAY))) is AMBER


@pytest.mark.parametrize(
    ("dates", "result"),
    [
        ({"valid_to": TODAY}, GREEN),
        ({"valid_to": TODAY - timedelta(days=1)}, AMBER),
        ({"valid_from": TODAY}, GREEN),
        ({"valid_from": TODAY + timedelta(days=1)}, RED),
    ],
)
def test_adequacy_decision_counts_from_its_first_day_to_its_last(dates: dict[str, Any], result: TransferStatus) -> None:
    assert status(vendor("CH"), evidence(decision(**dates))) is result


def test_adequacy_of_one_country_says_nothing_of_another() -> None:
    assert status(vendor("CH", "IN", tool=TransferTool.ADEQUACY), evidence(decision("CH"))) is RED


def test_decision_with_a_limited_scope_must_be_seen_to_cover_the_recipient() -> None:
    canadian = vendor("CA", tool=TransferTool.ADEQUACY)
    ground = evidence(decision("CA", scope="commercial organisations"))
    assert status(canadian, ground) is AMBER
    (found,) = [finding for finding in explain(canadian, ground) if finding.status is AMBER]
    assert "commercial organisations" in found.reason
    seen = leg(canadian, country="CA", tool=TransferTool.ADEQUACY, scope_confirmed_on=TODAY)
    assert status(canadian, replace(ground, legs={canadian.key: [seen]})) is GREEN


@pytest.mark.law("X-26")
@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ({}, GREEN),
        ({"checked_on": TODAY - timedelta(days=30)}, GREEN),
        ({"checked_on": TODAY - timedelta(days=31)}, AMBER),
        ({"checked_on": None}, AMBER),
        ({"status": FrameworkStatus.UNKNOWN}, AMBER),
        ({"status": FrameworkStatus.INACTIVE}, RED),
        ({"covers_others": False}, RED),
        ({"covers_others": None}, AMBER),
        ({"certified_until": TODAY}, GREEN),
        ({"certified_until": TODAY - timedelta(days=1)}, AMBER),
        ({"certified_until": None}, GREEN),
    ],
)
def test_framework_entry_must_be_active_cover_visitors_and_be_checked_within_30_days(
    facts: dict[str, Any], result: TransferStatus
) -> None:
    american = vendor("US", tool=TransferTool.DPF)
    assert status(american, framework(american, **facts)) is result


@pytest.mark.law("X-26")
def test_no_american_company_is_covered_by_being_american() -> None:
    american = vendor("US", tool=TransferTool.DPF)
    ground = framework(american)
    assert status(american, replace(ground, entries={})) is AMBER
    for tool in (TransferTool.NONE, TransferTool.ADEQUACY):
        assert status(vendor("US", tool=tool), ground) is RED


@pytest.mark.law("X-26")
@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ({"suspended_on": TODAY}, RED),
        ({"checked_on": TODAY - timedelta(days=91)}, AMBER),
        ({"valid_to": TODAY - timedelta(days=1)}, AMBER),
        ({}, GREEN),
    ],
)
def test_framework_falls_with_the_decision_behind_it(facts: dict[str, Any], result: TransferStatus) -> None:
    american = vendor("US", tool=TransferTool.DPF)
    ground = framework(american)
    assert status(american, replace(ground, decisions={"US": decision("US", **facts)})) is result
    assert status(american, replace(ground, decisions={})) is AMBER


def test_entry_that_is_not_active_is_red_however_old_the_decision() -> None:
    american = vendor("US", tool=TransferTool.DPF)
    ground = framework(american, status=FrameworkStatus.INACTIVE)
    stale = {"US": decision("US", checked_on=TODAY - timedelta(days=91))}
    assert status(american, replace(ground, decisions=stale)) is RED


def test_privacy_framework_carries_nothing_outside_the_usa() -> None:
    american = vendor("US", tool=TransferTool.DPF, access_countries=["IN"])
    assert status(american, framework(american)) is RED


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=30_000)])
def test_look_on_a_day_that_has_not_come_is_none(ahead: timedelta) -> None:
    swiss, american = vendor("CH"), vendor("US", tool=TransferTool.DPF)
    assert status(swiss, evidence(decision(checked_on=TODAY + ahead))) is AMBER
    assert status(american, framework(american, checked_on=TODAY + ahead)) is AMBER
    listed = vendor("IE", sub_processors_checked_on=TODAY + ahead)
    assert status(listed, evidence()) is AMBER
    day = date_format(TODAY + ahead)
    words = says("%(reason)s Said to have been checked on %(date)s, which has not come yet.", reason="", date=day)
    assert any(finding.reason.endswith(words) for finding in explain(listed, evidence()))


@pytest.mark.law("X-25", "T-04")
@pytest.mark.parametrize("tool", [*CLAUSES, TransferTool.BCR, TransferTool.ART49])
def test_safeguards_are_lawful_but_never_adequate(tool: str) -> None:
    american = vendor("US", tool=tool)
    assert status(american, framework(american)) is AMBER
    documented = replace(framework(american), legs={american.key: [leg(american, tool=tool)]})
    assert status(american, documented) is AMBER


@pytest.mark.law("T-04")
def test_documented_leg_goes_before_what_is_said_of_the_recipient() -> None:
    indian = vendor("IN")
    assert status(indian, evidence()) is RED
    assert status(indian, evidence(legs={indian.key: [leg(indian, country="IN")]})) is AMBER
    other_kind = leg(indian, country="IN", kind=LegKind.ACCESS)
    assert status(indian, evidence(legs={indian.key: [other_kind]})) is RED


@pytest.mark.law("T-03")
def test_sub_processors_count_however_deep() -> None:
    top, middle, bottom = vendor("IE"), vendor("IE"), vendor("IN")
    below: Mapping[str, list[Vendor]] = {top.key: [middle], middle.key: [bottom]}
    assert status(top, evidence()) is GREEN
    ground = evidence(sub_processors=below)
    assert status(top, ground) is RED
    assert [finding.vendor for finding in explain(top, ground) if finding.status is RED] == [bottom]


@pytest.mark.law("T-03")
def test_circle_of_sub_processors_ends() -> None:
    irish, other = vendor("IE"), vendor("IN")
    assert status(irish, evidence(sub_processors={irish.key: [other], other.key: [irish]})) is RED


@pytest.mark.law("T-03")
@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ({"sub_processors_checked_on": None}, AMBER),
        ({"sub_processors_checked_on": TODAY - timedelta(days=365)}, GREEN),
        ({"sub_processors_checked_on": TODAY - timedelta(days=366)}, AMBER),
        ({"list_changed_at": datetime(2026, 3, 9, tzinfo=UTC)}, AMBER),
    ],
)
def test_sub_processors_must_be_known(facts: dict[str, Any], result: TransferStatus) -> None:
    assert status(vendor("IE", **facts), evidence()) is result


@pytest.mark.parametrize("name", ["adequacy_days", "framework_days", "list_days"])
def test_ages_are_settings(name: str) -> None:
    yesterday = TODAY - timedelta(days=1)
    american = vendor("US", "CH", tool=TransferTool.DPF, sub_processors_checked_on=yesterday)
    ground = replace(
        evidence(decision("US", checked_on=yesterday), decision("CH", checked_on=yesterday)),
        entries={american.key: entry(american, checked_on=yesterday)},
    )
    assert status(american, ground) is GREEN
    assert status(american, Evidence(**vars(ground) | {name: 0})) is AMBER


def test_every_leg_is_explained_in_words() -> None:
    american = vendor("IE", "US", tool=TransferTool.DPF, access_countries=["US"], parent_country="US")
    found = explain(american, framework(american))
    assert [(finding.kind, finding.country) for finding in found[:-1]] == list(places(american))
    assert all(finding.reason for finding in found)
    assert found[1].checked_on == TODAY
    assert found[1].tool == TransferTool.DPF
    assert found[0].tool == TransferTool.NONE


def test_next_review_is_the_first_day_on_which_something_is_too_old() -> None:
    american = vendor("US", tool=TransferTool.DPF)
    found = explain(american, framework(american))
    assert next_review(found) == TODAY + timedelta(days=31)
    ground = replace(framework(american), today=TODAY + timedelta(days=30))
    assert status(american, ground) is GREEN
    assert status(american, replace(ground, today=TODAY + timedelta(days=31))) is AMBER


COUNTRIES = st.lists(st.sampled_from(["NO", "IE", "US", "CH", "IN", "CA"]), min_size=1, max_size=4)
RECIPIENTS = st.builds(
    vendor,
    st.sampled_from(["NO", "US", "CH", "IN", "CA"]),
    access_countries=COUNTRIES,
    parent_country=st.sampled_from(["NO", "US", "CH", "IN"]),
    tool=st.sampled_from(TransferTool.values),
    sub_processors_checked_on=st.sampled_from([None, TODAY, TODAY - timedelta(days=364)]),
)


@st.composite
def grounds(draw: Any, recipient: Vendor) -> Evidence:
    """Draw evidence: decisions in force, suspended or expired; entries; legs; sub-processors."""
    days = st.dates(TODAY - timedelta(days=100), TODAY)
    maybe = st.one_of(st.none(), st.dates(TODAY - timedelta(days=100), TODAY + timedelta(days=100)))
    scopes = st.sampled_from(["", "some"])
    decisions = [
        decision(
            code, checked_on=draw(days), suspended_on=draw(maybe), valid_to=draw(maybe), scope=draw(scopes),
        )
        for code in draw(st.sets(st.sampled_from(["US", "CH", "CA"])))
    ]  # fmt: skip
    entries = {}
    if draw(st.booleans()):
        entries[recipient.key] = entry(
            recipient, status=draw(st.sampled_from(FrameworkStatus.values)), checked_on=draw(days),
            covers_others=draw(st.sampled_from([None, True, False])), certified_until=draw(maybe),
        )  # fmt: skip
    kinds = draw(st.sets(st.tuples(st.sampled_from(LegKind.values), st.sampled_from(["US", "CH", "IN"]))))
    tools = st.sampled_from(TransferTool.values)
    legs = [
        leg(recipient, kind=kind, country=code, tool=draw(tools), scope_confirmed_on=draw(maybe))
        for kind, code in kinds
    ]
    below = {recipient.key: draw(st.lists(RECIPIENTS, max_size=2))}
    return evidence(*decisions, entries=entries, legs={recipient.key: legs}, sub_processors=below)


def badness(recipient: Vendor, ground: Evidence) -> int:
    return ORDER.index(status(recipient, ground))


@settings(deadline=None)
@given(RECIPIENTS.flatmap(lambda recipient: st.tuples(st.just(recipient), grounds(recipient))))
def test_one_more_country_never_helps(case: tuple[Vendor, Evidence]) -> None:
    recipient, ground = case
    before = badness(recipient, ground)
    kept = {name: list(getattr(recipient, name)) for name in ("storage_countries", "access_countries")}
    for country in ("NO", "US", "CH", "IN", "CA"):
        for name, codes in kept.items():
            setattr(recipient, name, [*codes, country])
            assert badness(recipient, ground) >= before
            setattr(recipient, name, codes)


@pytest.mark.law("T-03")
@settings(deadline=None)
@given(RECIPIENTS.flatmap(lambda recipient: st.tuples(st.just(recipient), grounds(recipient), RECIPIENTS)))
def test_one_more_sub_processor_never_helps(case: tuple[Vendor, Evidence, Vendor]) -> None:
    recipient, ground, more = case
    grown = {recipient.key: [*ground.sub_processors[recipient.key], more]}
    assert badness(recipient, replace(ground, sub_processors=grown)) >= badness(recipient, ground)


@settings(deadline=None)
@given(RECIPIENTS.flatmap(lambda recipient: st.tuples(st.just(recipient), grounds(recipient))), st.integers(0, 400))
def test_growing_old_never_helps(case: tuple[Vendor, Evidence], days: int) -> None:
    """The status never improves with time alone, if no fact is checked again and no decision begins meanwhile."""
    recipient, ground = case
    later = replace(ground, today=TODAY + timedelta(days=days))
    assert badness(recipient, later) >= badness(recipient, ground)


@settings(deadline=None)
@given(RECIPIENTS.flatmap(lambda recipient: st.tuples(st.just(recipient), grounds(recipient))))
def test_same_evidence_gives_the_same_answer(case: tuple[Vendor, Evidence]) -> None:
    recipient, ground = case
    assert explain(recipient, ground) == explain(recipient, ground)
