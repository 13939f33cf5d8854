"""Hotjar has no call that gives consent: it is loaded or not."""

from typing import Any


def test_script_is_loaded_with_the_site_id(run_adapter: Any) -> None:
    started = run_adapter("hotjar", queues=("_uxa",), granted=("hotjar",), id="7654321")
    assert started.calls == [["load", "https://static.hotjar.com/c/hotjar-7654321.js?sv=6"]]
    assert started.page.evaluate("window._hjSettings.hjid") == 7654321


def test_withdrawal_opts_out(run_adapter: Any) -> None:
    started = run_adapter("hotjar", queues=("_uxa",), granted=("hotjar",), id="7654321")
    assert started.withdraw() == [["_uxa", ["optout"]]]
