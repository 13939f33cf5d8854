from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.enums import TransferStatus, TransferTool
from privacy.models import AdequacyDecision, Vendor
from privacy.transfers import EEA, status
from tests.factories.privacy import TODAY, AdequacyDecisionFactory, VendorFactory

GREEN, AMBER, RED = TransferStatus.GREEN, TransferStatus.AMBER, TransferStatus.RED
pytestmark = pytest.mark.law("P24", "T-02", "T-05", "T-06")


def vendor(*countries: str, **facts: Any) -> Vendor:
    return VendorFactory.build(storage_countries=list(countries), **facts)


def american(**facts: Any) -> Vendor:
    return vendor("US", **({"tool": TransferTool.DPF, "is_tool_active": True, "tool_checked_on": TODAY} | facts))


def decision(country: str = "CH", **facts: Any) -> AdequacyDecision:
    return AdequacyDecisionFactory.build(country=country, **facts)


def test_eea_has_thirty_countries() -> None:
    assert len(EEA) == 30
    assert {"NO", "IS", "LI"} <= EEA
    assert not {"GB", "CH", "US"} & EEA


def test_recipient_in_the_eea_needs_nothing() -> None:
    assert status(vendor("IE", "NO"), [], TODAY) is GREEN


@pytest.mark.parametrize(
    "facts",
    [{"storage_countries": ["IN"]}, {"access_countries": ["IE", "IN"]}, {"parent_country": "IN"}],
)
def test_every_country_counts(facts: dict[str, Any]) -> None:
    """Support from abroad or a parent company abroad is a transfer too (LAW X-25)."""
    assert status(VendorFactory.build(**facts), [], TODAY) is RED


@pytest.mark.parametrize(("days", "result"), [(0, GREEN), (90, GREEN), (91, AMBER), (1000, AMBER)])
def test_adequacy_must_have_been_checked_within_90_days(days: int, result: TransferStatus) -> None:
    checked = decision(checked_on=TODAY - timedelta(days=days))
    assert status(vendor("CH"), [checked], TODAY) is result


@pytest.mark.parametrize(
    ("suspended_on", "result"), [(TODAY, RED), (TODAY - timedelta(days=1), RED), (TODAY + timedelta(days=1), GREEN)]
)
@pytest.mark.parametrize("tool", [TransferTool.NONE, TransferTool.ADEQUACY])
def test_suspended_adequacy_carries_nothing(tool: str, suspended_on: Any, result: TransferStatus) -> None:
    assert status(vendor("CH", tool=tool), [decision(suspended_on=suspended_on)], TODAY) is result


def test_suspended_adequacy_leaves_standard_clauses() -> None:
    suspended = decision(suspended_on=TODAY)
    assert status(vendor("CH", tool=TransferTool.SCC), [suspended], TODAY) is AMBER


def test_adequacy_of_one_country_says_nothing_of_another() -> None:
    assert status(vendor("CH", "IN", tool=TransferTool.ADEQUACY), [decision("CH")], TODAY) is RED


@pytest.mark.law("X-26")
@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ({}, GREEN),
        ({"tool_checked_on": TODAY - timedelta(days=30)}, GREEN),
        ({"tool_checked_on": TODAY - timedelta(days=31)}, AMBER),
        ({"tool_checked_on": None}, AMBER),
        ({"is_tool_active": None}, AMBER),
        ({"is_tool_active": False}, RED),
        ({"tool": TransferTool.NONE}, RED),
        ({"tool": TransferTool.ADEQUACY}, RED),
    ],
)
def test_privacy_framework_must_be_active_and_checked_within_30_days(
    facts: dict[str, Any], result: TransferStatus
) -> None:
    assert status(american(**facts), [], TODAY) is result


def test_privacy_framework_carries_nothing_outside_the_usa() -> None:
    assert status(american(access_countries=["IN"]), [], TODAY) is RED


@pytest.mark.law("X-25")
@pytest.mark.parametrize(("is_active", "result"), [(True, AMBER), (None, AMBER), (False, RED)])
def test_standard_clauses_are_lawful_but_never_adequate(is_active: bool | None, result: TransferStatus) -> None:
    assert status(american(tool=TransferTool.SCC, is_tool_active=is_active), [], TODAY) is result


@given(
    st.lists(st.sampled_from(["NO", "IE", "US", "CH", "IN"]), max_size=5),
    st.sampled_from(TransferTool.values),
    st.sampled_from([None, True, False]),
)
def test_one_more_country_never_helps(countries: list[str], tool: str, is_active: bool | None) -> None:
    order = [GREEN, AMBER, RED]

    def judged(*more: str) -> int:
        one = vendor(*countries, *more, tool=tool, is_tool_active=is_active, tool_checked_on=TODAY)
        return order.index(status(one, [decision("CH")], TODAY))

    assert all(judged(country) >= judged() for country in ("NO", "US", "CH", "IN"))
