"""`/.well-known/security.txt` (RFC 9116) says what SECURITY.md says."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from proviso_site.pages.security_txt import VALID_FOR

PATH = "/.well-known/security.txt"


def fields(client: Client) -> dict[str, str]:
    response = client.get(PATH)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    read = dict(line.split(": ", 1) for line in lines)
    assert len(read) == len(lines)
    return read


def test_fields_are_those_of_the_rfc(client: Client) -> None:
    assert set(fields(client)) == {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}


def test_end_is_in_the_future_and_less_than_a_year_away(client: Client) -> None:
    left = datetime.fromisoformat(fields(client)["Expires"]) - timezone.now()
    assert timedelta(days=30) < left <= VALID_FOR < timedelta(days=365)


def test_canonical_is_where_it_was_fetched(client: Client, settings: Settings) -> None:
    assert fields(client)["Canonical"] == settings.BASE_URL + PATH


@pytest.mark.django_db
def test_contact_and_policy_of_our_own_can_be_opened(client: Client, settings: Settings) -> None:
    read = fields(client)
    for name in ("Contact", "Policy"):
        assert read[name].startswith(f"{settings.BASE_URL}/")
        assert client.get(read[name].removeprefix(settings.BASE_URL)).status_code == 200


def test_policy_is_security_md(client: Client) -> None:
    response = client.get(fields(client)["Policy"].removeprefix(project.BASE_URL))
    assert response.content == (project.BASE_DIR / "SECURITY.md").read_bytes()
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_contact_and_policy_can_be_set(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.com"
    settings.SECURITY_POLICY = "https://www.example.com/security"
    read = fields(client)
    assert (read["Contact"], read["Policy"]) == (settings.SECURITY_CONTACT, settings.SECURITY_POLICY)


def test_security_md_promises_the_same() -> None:
    policy = (project.BASE_DIR / "SECURITY.md").read_text(encoding="utf-8")
    assert PATH in policy
    assert "Norwegian or English" in policy
    assert f"{VALID_FOR.days} days" in policy
