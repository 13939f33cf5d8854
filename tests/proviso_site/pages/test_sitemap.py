"""The list of pages that search engines and the audit go by."""

import re

import pytest
from django.conf import settings
from django.test import Client

from privacy.web.pages import addresses

pytestmark = pytest.mark.django_db


def test_sitemap_names_every_page_in_every_language(client: Client) -> None:
    response = client.get("/sitemap.xml")
    found = re.findall(r"<loc>(.*?)</loc>", response.content.decode())
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert len(found) == len(set(found)) == len(list(addresses())) * len(settings.LANGUAGES)
    assert {f"{settings.BASE_URL}{path}" for path in ("/", "/en/", "/nn/", "/personvern/", "/en/consent/")} <= set(
        found
    )
    assert not response.cookies


def test_every_address_of_the_sitemap_answers(client: Client) -> None:
    for page in addresses():
        for path in page.values():
            assert client.get(path).status_code in (200, 404 if "personvern" in path or "privacy" in path else 200), (
                path
            )


def test_robots_are_told_where_it_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
