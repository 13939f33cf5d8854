"""Nobody records what people write: no vendor's code where there is something to fill in (LAW X-28)."""

import re

import pytest
from csp.constants import HEADER as CSP
from django.test import Client

from consent.gate.offer import Offer
from privacy.web.pages import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.law("X-28")]
_WRITTEN = re.compile(r"<textarea|<input[^>]*type=.(?:text|email|tel|url|search)")


def test_pages_with_something_to_fill_in_hold_no_vendor(client: Client, site_ids: dict[str, str], offer: Offer) -> None:
    forms = set()
    for path in (path for page in addresses() for path in page.values()):
        response = client.get(path)
        text = response.content.decode()
        if _WRITTEN.search(text):
            forms.add(path)
            assert "<template data-consent" not in text, path
            assert "hotjar" not in response[CSP], path
    assert {"/kontakt/", "/nyhetsbrev/", "/mine-data/rett/"} <= forms


def test_other_pages_hold_it_behind_the_gate(client: Client, site_ids: dict[str, str], offer: Offer) -> None:
    response = client.get("/")
    assert 'data-consent="hotjar"' in response.content.decode()
    assert "hotjar" in response[CSP]


def test_a_refused_form_holds_none_either(client: Client, site_ids: dict[str, str], offer: Offer) -> None:
    response = client.post("/kontakt/", {"text": "", "email": "kari"})
    assert response.status_code == 422
    assert "<template data-consent" not in response.content.decode()
