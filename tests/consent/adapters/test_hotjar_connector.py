"""Hotjar is asked as its documentation says, against a local server that speaks it."""

from collections.abc import Iterator
from typing import Any

import pytest

from consent.adapters.hotjar.connector import Hotjar
from privacy.notices.errors import Away, NotOffered, TurnedDown
from tests.vendors.server import TOKEN, VendorServer, hotjar, running

ADDRESS = "kari@example.com"
LOOK_UP = "/v1/organizations/14/user-lookup"


@pytest.fixture
def server(settings: Any) -> Iterator[VendorServer]:
    with running(hotjar) as state:
        given = {"HOTJAR_ORGANISATION": "14", "HOTJAR_CLIENT_ID": "us", "HOTJAR_CLIENT_SECRET": TOKEN}
        settings.CONSENT = {**settings.CONSENT, "HOTJAR_URL": state.url, **given}
        yield state


@pytest.mark.law("D-25")
def test_erasure_is_a_look_up_with_deletion(server: VendorServer) -> None:
    assert Hotjar().erase(ADDRESS) == "look-up with deletion accepted: HTTP 200"
    assert server.calls[-1] == ("POST", LOOK_UP, {"data_subject_email": ADDRESS, "delete_all_hits": True})


def test_look_up_deletes_nothing(server: VendorServer) -> None:
    assert Hotjar().search(ADDRESS) == []
    assert server.calls[-1][2]["delete_all_hits"] is False


def test_wrong_credentials_and_organisations_are_for_staff(server: VendorServer, settings: Any) -> None:
    settings.CONSENT = {**settings.CONSENT, "HOTJAR_ORGANISATION": "15"}
    with pytest.raises(TurnedDown, match="HTTP 404"):
        Hotjar().erase(ADDRESS)
    settings.CONSENT = {**settings.CONSENT, "HOTJAR_CLIENT_SECRET": "another"}
    with pytest.raises(TurnedDown, match="HTTP 401"):
        Hotjar().erase(ADDRESS)


def test_rate_limit_is_tried_again(server: VendorServer) -> None:
    server.failures = [(429, {})]
    with pytest.raises(Away):
        Hotjar().erase(ADDRESS)


def test_what_hotjar_does_not_offer_is_told_otherwise(server: VendorServer) -> None:
    with pytest.raises(NotOffered):
        Hotjar().correct(ADDRESS, {"name": "Kari"})
    with pytest.raises(NotOffered):
        Hotjar().restrict(ADDRESS)


def test_off_without_credentials() -> None:
    assert not Hotjar().is_configured()
