"""The titles of the public pages, beside the pages that the apps register."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from privacy.web.pages import all_pages
from proviso_site.pages.public_pages import NAMES, OTHER, TITLES


def test_every_page_has_an_address_of_its_own() -> None:
    arguments = {
        "own_page": ["om-oss"],
        "newsletter:archived": ["2026-03-10"],
        "ebooks:book": ["bok"],
        "ebooks:download": ["bok", "nb.pdf"],
    }
    addresses = {reverse(name, args=arguments.get(name)) for name in NAMES}
    assert len(addresses) == len(NAMES)


def test_every_page_that_is_counted_has_a_title_for_staff() -> None:
    assert {*NAMES, OTHER} == set(TITLES) == set(settings.PRIVACY["PAGE_TITLES"])


@pytest.mark.django_db
def test_every_page_that_is_registered_is_counted() -> None:
    registered = {page.view for page in all_pages() if not page.arguments}
    answers = {"newsletter:signup_done", "contact:sent", "ebooks:sent", "trials:sent", "interests:sent"}
    # Own pages, issues and books are there when staff have written some.
    assert registered == NAMES - answers - {"own_page", "newsletter:archived", "ebooks:book", "ebooks:download"}


@pytest.mark.django_db
def test_pages_that_show_no_policy_need_none(client: Client) -> None:
    for page in all_pages():
        assert page.shows_policy or client.get(page.path).status_code == 200, page.view
