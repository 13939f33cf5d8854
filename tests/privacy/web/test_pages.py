"""An app leads to pages of others by what they are, and gets nothing where there is none."""

from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from privacy.registry import RegistrationError
from privacy.web import pages
from privacy.web.pages import Page, all_pages, path_to, public_page

pytestmark = pytest.mark.django_db


def test_page_is_found_by_what_it_is_in_the_active_language() -> None:
    assert path_to("contact") == "/kontakt/"
    with override("en"):
        assert path_to("contact") == "/en/contact/"
        assert Template("{% load pages %}{% page 'contact' %}").render(Context()) == "/en/contact/"


def test_site_names_its_own_pages(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"PAGES": {"home": "home", "contact": "dsar:portal"}}
    assert path_to("contact") == "/mine-data/", "the site has the last word"
    settings.PRIVACY = settings.PRIVACY | {"PAGES": {}}
    assert path_to("home") == ""
    assert "home" not in [page.view for page in all_pages()]


def test_page_that_is_not_shown_now_is_led_to_by_nobody() -> None:
    page = Page(view="contact:form", is_shown=lambda: False)
    with pages._named.replaced({"contact": page}), pages._pages.replaced({page.view: page}):
        assert path_to("contact") == ""
        assert page not in list(all_pages())


def test_two_pages_of_one_name_are_refused() -> None:
    with pages._named.isolated(), pages._pages.isolated(), pytest.raises(RegistrationError, match="contact"):
        public_page(Page(view="home"), named="contact")
