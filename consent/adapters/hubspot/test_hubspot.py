"""HubSpot gets the consent on every page, because it does not store it."""

from typing import Any

QUEUES = ("_hsp", "_hsq")


def test_consent_is_sent_before_the_script_is_loaded(run_adapter: Any) -> None:
    started = run_adapter("hubspot", queues=QUEUES, granted=("hubspot", "marketing"), id="1234567")
    assert started.calls == [
        ["_hsq", ["doNotTrack", {"track": True}]],
        ["_hsp", ["setHubSpotConsent", {"analytics": True, "advertisement": True, "functionality": False}]],
        ["load", "https://js-eu1.hs-scripts.com/1234567.js"],
    ]
    assert started.page.evaluate("window.disableHubSpotCookieBanner") is True


def test_withdrawal_removes_its_cookies_and_stops_it(run_adapter: Any) -> None:
    started = run_adapter("hubspot", queues=QUEUES, granted=("hubspot",), id="1234567")
    assert started.withdraw() == [["_hsp", ["revokeCookieConsent"]], ["_hsq", ["doNotTrack"]]]
