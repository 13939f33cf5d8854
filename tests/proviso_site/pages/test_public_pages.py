"""The one list of public pages."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from proviso_site.pages.public_pages import LISTED, NAMES, OTHER, PAGES, TITLES


def test_every_page_is_listed_once_and_has_an_address_of_its_own() -> None:
    assert len(NAMES) == len(PAGES)
    assert len({reverse(page.name) for page in PAGES}) == len(PAGES)


def test_every_page_that_is_counted_has_a_title_for_staff() -> None:
    assert {*NAMES, OTHER} == set(TITLES) == set(settings.PRIVACY["PAGE_TITLES"])


@pytest.mark.django_db
def test_pages_that_need_a_policy_are_those_that_do_not_show_without(client: Client) -> None:
    shown = {page.name for page in LISTED if client.get(reverse(page.name)).status_code == 200}
    assert {page.name for page in LISTED if not page.needs_policy} <= shown
