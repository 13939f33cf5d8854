"""A vendor that the register describes: address, attributes, and the call that stops it."""

import json
from typing import Any

import pytest

DATA = {
    "service": "matomo",
    "src": "https://stats.example.com/matomo.js",
    "attributes": json.dumps({"data-site": "7", "async": ""}),
    "stop": "_paq.push",
    "stopWith": json.dumps([["forgetConsentGiven"]]),
}


def test_script_is_loaded_with_its_attributes(run_adapter: Any) -> None:
    page = run_adapter("generic", queues=("_paq",), granted=("matomo",), **DATA).page
    script = page.locator('script[src="https://stats.example.com/matomo.js"]')
    assert script.get_attribute("data-site") == "7"


def test_withdrawal_makes_the_call(run_adapter: Any) -> None:
    started = run_adapter("generic", queues=("_paq",), granted=("matomo",), **DATA)
    assert started.calls == []
    assert started.withdraw() == [["_paq", ["forgetConsentGiven"]]]


@pytest.mark.parametrize("stop", ["", "nobody.push", "_paq.nothing"])
def test_call_that_is_not_there_harms_nothing(run_adapter: Any, stop: str) -> None:
    started = run_adapter("generic", queues=("_paq",), granted=("matomo",), **DATA | {"stop": stop})
    assert started.withdraw() == []
