"""A register made by hand, and what a browser could have met."""

from collections.abc import Callable
from typing import Any

import pytest

from consent.audit.declared import Declared, DeclaredItem, DeclaredService
from consent.audit.observations import Visit
from consent.audit.states import State, states_of_our_site

STATES = {state.key: state for state in states_of_our_site(["analytics", "marketing"])}
DAY = 86400


def item(name: str, **values: Any) -> DeclaredItem:
    usual: dict[str, Any] = {
        "kind": "cookie", "domain": "", "category": "necessary", "deletable_by": "server", "lifetime": 180 * DAY,
    }  # fmt: skip
    return DeclaredItem(name=name, **usual | values)


def service(
    key: str, category: str, *items: DeclaredItem, hosts: tuple[str, ...] = (), **values: Any
) -> DeclaredService:
    usual: dict[str, Any] = {"is_running": True}
    return DeclaredService(key=key, category=category, items=items, hosts=frozenset(hosts), **usual | values)


@pytest.fixture
def small_register() -> Declared:
    """One service for each category, on a site with a parent domain."""
    return Declared(
        host="www.example.com",
        revision=1,
        own=(item("pv_choice"),),
        services=(
            service(
                "meter",
                "analytics",
                item("_meter_*", category="analytics", service="meter", lifetime=1800),
                item("meterSeen", kind="localStorage", category="analytics", service="meter", lifetime=None),
                hosts=("*.meter.example",),
            ),
            service(
                "adverts",
                "marketing",
                item("ADV", domain=".adverts.example", category="marketing", service="adverts", deletable_by="nobody"),
                hosts=("adverts.example",),
            ),
        ),
    )


@pytest.fixture
def visited() -> Callable[..., Visit]:
    """Return a visit in one state."""

    def visit(state: State | str = "unanswered", **values: Any) -> Visit:
        return Visit(state=STATES[state] if isinstance(state, str) else state, device="desktop", **values)

    return visit
