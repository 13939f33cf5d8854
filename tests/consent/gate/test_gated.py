"""Content of a service that a template holds back (LAW C-22)."""

from dataclasses import replace
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve

from consent.gate import offer as offers
from consent.gate.offer import Offer
from privacy.web.origin import private_page
from proviso_site.content.views import home

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-22")]
PAGE = (
    '{% load choice %}{% gated key title="A <film>" url="https://film.example.com/1" %}'
    '<iframe src="https://film.example.com/embed"></iframe>{% endgated %}'
)


def render(key: str, *, is_private: bool = False) -> str:
    request: Any = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    if is_private:
        request.resolver_match.func = private_page(home)
    return Template(PAGE).render(Context({"request": request, "key": key}))


def test_it_is_inert_with_a_word_of_who_gets_what(site_ids: dict[str, str], offer: Offer) -> None:
    html = render("hotjar")
    inert = html.partition('<template data-consent="hotjar">')[2].partition("</template>")[0]
    assert inert == '<iframe src="https://film.example.com/embed"></iframe>'
    assert html.count("<iframe") == 1
    assert "A &lt;film&gt;" in html
    assert 'name="grant" value="analytics"' in html
    assert "Hotjar" in html


@pytest.mark.parametrize("key", ["nobody", "cloudflare"])
def test_what_nobody_can_say_yes_to_is_not_there(site_ids: dict[str, str], offer: Offer, key: str) -> None:
    html = render(key)
    assert "iframe" not in html
    assert 'href="https://film.example.com/1"' in html


def test_what_does_not_run_is_not_there(no_site_ids: None, offer: Offer) -> None:
    assert "iframe" not in render("hotjar")


@pytest.mark.law("X-29")
def test_private_pages_hold_none(site_ids: dict[str, str], offer: Offer) -> None:
    assert "iframe" not in render("hotjar", is_private=True)


def test_a_service_without_an_adapter_is_content_and_opens_its_hosts(offer: Offer) -> None:
    facts = replace(offer.services[0].facts, adapter="", site_id="", hosts={"frame": ("https://film.example.com",)})
    film = replace(offer.services[0], adapter=None, is_startable=True, facts=facts)
    assert film.is_running
    other = offers.Offer(snapshot=offer.snapshot, months=6, services=(film,))
    assert other.hosts == {"frame-src": ["https://film.example.com"]}
