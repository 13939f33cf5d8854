"""Each of the staff reads the administration in a language of their own."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from privacy.staff_news import languages
from privacy.staff_news.models import StaffPreference
from privacy.verdicts.staff_mail import in_each_language
from tests.factories.privacy import NOW

pytestmark = pytest.mark.django_db
INDEX = "/admin/"


def choose(client: Client, language: str, target: str = INDEX) -> Any:
    return client.post(reverse("admin:privacy_staffpreference_language"), {"language": language, "next": target})


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_administration_is_in_the_language_that_was_chosen(admin_client: Client, language: str) -> None:
    answer = choose(admin_client, language, "/admin/privacy/purpose/")
    assert answer.headers["Location"] == "/admin/privacy/purpose/"
    page = admin_client.get(INDEX)
    assert f'lang="{language}"' in page.content.decode().partition("<head>")[0]
    assert page.headers["Content-Language"] == language


def test_choice_is_kept_for_the_next_login(admin_client: Client, admin_user: User) -> None:
    choose(admin_client, "en")
    assert StaffPreference.objects.get(user=admin_user).language == "en"
    another = Client()
    another.force_login(admin_user)
    assert another.get(INDEX).headers["Content-Language"] == "en"


def test_visitors_pages_keep_the_language_of_their_address(admin_client: Client) -> None:
    choose(admin_client, "en")
    assert admin_client.get("/kontakt/").headers["Content-Language"] == "nb"


@pytest.mark.parametrize("language", ["sv", "xx", ""])
def test_language_that_the_administration_does_not_have_is_refused(
    admin_client: Client, admin_user: User, language: str
) -> None:
    assert choose(admin_client, language).status_code == 404
    assert not StaffPreference.objects.filter(user=admin_user).exclude(language="").exists()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/no/such/page/", ""])
def test_choice_leads_to_no_other_site(admin_client: Client, target: str) -> None:
    assert choose(admin_client, "en", target).headers["Location"] == INDEX


def test_choice_needs_a_login(client: Client) -> None:
    assert "/login/" in choose(client, "en").headers["Location"]
    assert not StaffPreference.objects.exists()


@pytest.mark.parametrize(
    ("site", "first"), [(["nn", "en"], "nn"), (["sv", "en"], "en"), (["sv", "nb"], "nb"), (["de"], "en")]
)
def test_who_has_chosen_nothing_reads_a_language_of_the_site(settings: Any, site: list[str], first: str) -> None:
    settings.LANGUAGES = [(code, code) for code in site]
    settings.LANGUAGE_CODE = site[0]
    assert languages.default() == first
    assert set(languages.offered()) == {"nb", "nn", "en"}


def test_mail_to_several_is_in_all_their_languages(admin_user: User) -> None:
    other = User.objects.create_user("john", "john@example.com", "x", is_staff=True)
    StaffPreference.objects.create(user=other, language="en", told={}, told_at=NOW)
    subject, text = in_each_language([admin_user, other], lambda: (get_language() or "", "x"))
    assert subject == "nb / en"
    assert text.count("x") == 2
