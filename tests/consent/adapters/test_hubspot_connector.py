"""HubSpot is asked as its documentation says, against a local server that speaks it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from consent.adapters.hubspot.connector import HubSpot
from privacy.notices import calling
from privacy.notices.errors import Away, NotOffered, TurnedDown
from tests.vendors.server import TOKEN, VendorServer, hubspot, running

ADDRESS = "kari+a/b@example.com"


@pytest.fixture
def server(settings: Any) -> Iterator[VendorServer]:
    with running(hubspot) as state:
        settings.CONSENT = {**settings.CONSENT, "HUBSPOT_URL": state.url, "HUBSPOT_TOKEN": TOKEN}
        state.contacts = {
            "512": {"email": ADDRESS, "company": "Fjell AS"},
            "513": {"email": "per@example.com", "company": "Fjord AS"},
        }
        yield state


def test_contacts_are_found_and_exported_with_their_subscriptions(server: VendorServer) -> None:
    assert HubSpot().search(ADDRESS) == ["512"]
    exported = HubSpot().export(ADDRESS)
    assert exported["contacts"] == [{"email": ADDRESS, "company": "Fjell AS"}]
    assert exported["subscriptions"] == [{"name": "News", "status": "SUBSCRIBED", "at": "2026-01-01T00:00:00Z"}]


@pytest.mark.law("D-25")
def test_erasure_is_a_gdpr_delete_of_the_persons_contacts_only(server: VendorServer) -> None:
    assert HubSpot().erase(ADDRESS) == "contact 512: HTTP 204"
    assert set(server.contacts) == {"513"}


def test_address_that_hubspot_does_not_know_is_not_put_on_its_list(server: VendorServer) -> None:
    assert HubSpot().erase("nobody@example.com") == "no contact with this address"
    assert [path for _method, path, _body in server.calls] == ["/crm/v3/objects/contacts/search"]


@pytest.mark.law("D-22")
def test_correction_changes_what_hubspot_has_a_name_for(server: VendorServer) -> None:
    assert "512" in HubSpot().correct(ADDRESS, {"company": "Vidde AS"})
    assert server.contacts["512"]["company"] == "Vidde AS"
    with pytest.raises(NotOffered):
        HubSpot().correct(ADDRESS, {"text": "x"})


def test_restriction_unsubscribes_from_everything(server: VendorServer) -> None:
    assert HubSpot().restrict(ADDRESS) == "unsubscribed from everything: HTTP 200"
    assert server.calls[-1][1].endswith("/unsubscribe-all?channel=EMAIL")
    assert "kari%2Ba%2Fb%40example.com" in server.calls[-1][1]


@pytest.mark.parametrize(("status", "wait"), [(429, timedelta(seconds=7)), (500, None), (503, None)])
def test_limits_and_faults_are_tried_again_when_the_server_says(
    server: VendorServer, status: int, wait: timedelta | None
) -> None:
    server.failures = [(status, {"Retry-After": "7"} if status == 429 else {})]
    with pytest.raises(Away) as caught:
        HubSpot().search(ADDRESS)
    assert (str(caught.value), caught.value.wait) == (f"HTTP {status}", wait)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_other_errors_are_for_staff_and_name_no_address(server: VendorServer, status: int) -> None:
    server.failures = [(status, {})]
    with pytest.raises(TurnedDown, match=f"^HTTP {status}$"):
        HubSpot().search(ADDRESS)


def test_redirect_is_not_followed(server: VendorServer) -> None:
    server.failures = [(302, {"Location": "https://elsewhere.example.com/"})]
    with pytest.raises(TurnedDown, match="HTTP 302"):
        HubSpot().search(ADDRESS)


def test_silence_and_nonsense_are_away(server: VendorServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.wait = 0.4
    with pytest.raises(Away):
        calling.call("GET", f"{server.url}/crm/v3/objects/contacts/512", token=TOKEN, patience=0.1)
    server.wait = 0
    monkeypatch.setattr(calling, "LARGEST", 5)
    with pytest.raises(Away, match="TooLarge"):
        HubSpot().search(ADDRESS)


def test_nobody_listening_is_away(settings: Any) -> None:
    settings.CONSENT = {**settings.CONSENT, "HUBSPOT_URL": "http://127.0.0.1:9", "HUBSPOT_TOKEN": TOKEN}
    with pytest.raises(Away):
        HubSpot().search(ADDRESS)


def test_off_without_a_token() -> None:
    assert not HubSpot().is_configured()
