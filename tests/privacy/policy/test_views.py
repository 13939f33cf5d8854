from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from privacy.policy import publishing
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller
from tests.factories.privacy import NOW
from tests.words import says

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]
PATHS = {
    ("policy", "nb"): "/personvern/",
    ("policy", "nn"): "/nn/personvern/",
    ("policy", "en"): "/en/privacy/",
    ("versions", "nb"): "/personvern/versjoner/",
    ("versions", "nn"): "/nn/personvern/versjonar/",
    ("versions", "en"): "/en/privacy/versions/",
    ("version", "nb"): "/personvern/versjoner/1/",
    ("version", "nn"): "/nn/personvern/versjonar/1/",
    ("version", "en"): "/en/privacy/versions/1/",
}


@pytest.fixture
def second(published: Revision) -> Revision:
    """Publish a second revision."""
    Controller.objects.update(contact_email="ny@example.com")
    revision = publishing.publish(now=NOW)
    in_force.refresh()
    return revision


def page(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response


def text(response: HttpResponse) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(("name", "language"), PATHS)
def test_addresses_are_the_public_contract(name: str, language: str) -> None:
    with override(language):
        assert reverse(f"privacy:{name}", args=[1] if name == "version" else []) == PATHS[name, language]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", PATHS.values())
def test_page_is_the_same_for_everyone(client: Client, path: str) -> None:
    response = page(client, path)
    assert response["Cache-Control"] == "public, max-age=60" or response["Cache-Control"] == "max-age=60, public"
    assert not response.cookies
    assert "Set-Cookie" not in response
    assert "cookie" not in response.get("Vary", "").lower()
    client.cookies["pv_choice"] = client.cookies["anything"] = "x"
    assert page(client, path).content == response.content


@pytest.mark.law("L-01", "P59")
@pytest.mark.parametrize("language", LANGUAGES)
def test_policy_shows_the_text_that_was_published(client: Client, published: Revision, language: str) -> None:
    shown = text(page(client, PATHS["policy", language]))
    stored = published.texts.get(language=language)
    assert stored.html in shown
    assert stored.sha256 in shown.replace(" ", "")
    assert f'<html lang="{language}"' in shown
    since = {"nb": "gjelder fra 10. mars", "nn": "gjeld frå 10. mars", "en": "in force from 10 March"}
    assert f"{since[language]} 2026" in shown


@pytest.mark.law("P58")
def test_version_older_than_a_language_is_shown_in_the_first(client: Client, register: None, settings: Any) -> None:
    languages, settings.LANGUAGES = settings.LANGUAGES, [("nb", "Norsk bokmål"), ("en", "English")]
    first = publishing.publish(now=NOW)
    settings.LANGUAGES = languages
    in_force.refresh()
    shown = text(page(client, "/nn/personvern/"))
    assert f'<div lang="nb">{first.texts.get(language="nb").html}</div>' in shown
    assert '<html lang="nn"' in shown


@pytest.mark.law("P59")
@pytest.mark.usefixtures("second")
def test_policy_is_the_newest_and_the_first_stays_as_it_was(client: Client) -> None:
    newest, first = text(page(client, "/personvern/")), text(page(client, "/personvern/versjoner/1/"))
    assert "ny@example.com" in newest
    assert "personvern@example.com" not in newest
    assert Revision.objects.get(number=1).texts.get(language="nb").html in first


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize(("number", "is_earlier"), [(1, True), (2, False)])
def test_earlier_version_says_so_and_leads_to_the_one_in_force(
    client: Client, number: int, *, is_earlier: bool
) -> None:
    shown = text(page(client, f"/personvern/versjoner/{number}/"))
    assert (says("This is an earlier version.") in shown) is is_earlier


@pytest.mark.law("P58")
@pytest.mark.usefixtures("second")
def test_versions_are_listed_newest_first(client: Client) -> None:
    shown = text(page(client, "/personvern/versjoner/"))
    places = [shown.index(f'href="/personvern/versjoner/{number}/"') for number in (2, 1)]
    assert places == sorted(places)
    assert shown.count(says("In force")) == 1


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["/personvern/versjoner/1/", "/personvern/"])
def test_policy_is_one_query(client: Client, path: str, django_assert_num_queries: Callable[[int], Any]) -> None:
    page(client, path)
    with django_assert_num_queries(1) as queries:
        page(client, path)
    assert '"content"' not in queries[0]["sql"]


@pytest.mark.usefixtures("published")
def test_list_is_one_query_with_one_row_and_with_three(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    page(client, "/personvern/versjoner/")
    with django_assert_num_queries(1):
        page(client, "/personvern/versjoner/")
    for name in ("To AS", "Tre AS"):
        Controller.objects.update(name=name)
        publishing.publish(now=NOW)
    in_force.refresh()
    with django_assert_num_queries(1) as queries:
        assert text(page(client, "/personvern/versjoner/")).count('href="/personvern/versjoner/') >= 3
    assert '"content"' not in queries[0]["sql"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "path",
    [
        "/personvern/versjoner/2/",
        "/personvern/versjoner/0/",
        "/personvern/versjoner/2147483648/",
        "/personvern/versjoner/99999999999999999999999/",
        "/personvern/versjoner/-1/",
        "/personvern/versjoner/en/",
        "/personvern/versions/1/",
    ],
)
def test_version_that_is_not_there_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/personvern/", "/nn/personvern/", "/en/privacy/", "/personvern/versjoner/1/"])
def test_policy_before_the_first_publication_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_list_before_the_first_publication_is_empty(client: Client) -> None:
    assert page(client, "/personvern/versjoner/")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", PATHS.values())
def test_pages_are_for_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


CHANGES = {"nb": "/personvern/endringer/1/2/", "nn": "/nn/personvern/endringar/1/2/", "en": "/en/privacy/changes/1/2/"}
AS_TEXT = {"nb": "/personvern/personvern.txt", "nn": "/nn/personvern/personvern.txt", "en": "/en/privacy/privacy.txt"}


@pytest.mark.law("P58")
@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("language", LANGUAGES)
def test_differences_are_shown_word_by_word_with_words_for_who_hears_them(client: Client, language: str) -> None:
    with override(language):
        assert reverse("privacy:changes", args=[1, 2]) == CHANGES[language]
    response = page(client, CHANGES[language])
    shown = text(response)
    said = {"nb": ("Borte:", "Nytt:"), "nn": ("Borte:", "Nytt:"), "en": ("Gone:", "New:")}[language]
    assert f'<del><span class="visually-hidden">{said[0]} </span>personvern<' in shown
    assert f'<ins><span class="visually-hidden">{said[1]} </span>ny<' in shown
    assert "max-age=3600" in response["Cache-Control"]
    assert "Set-Cookie" not in response


@pytest.mark.usefixtures("second")
def test_differences_are_shown_in_either_order_and_none_between_one_and_itself(client: Client) -> None:
    shown = text(page(client, "/personvern/endringer/2/1/"))
    assert "fra versjon 2 til versjon 1" in shown
    assert "</span>personvern<" in shown.partition("<ins>")[2].partition("</ins>")[0]
    assert "<ins>" not in text(page(client, "/personvern/endringer/2/2/"))
    assert says("The two say the same, word for word.") in text(page(client, "/personvern/endringer/2/2/"))


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("pair", ["1/3", "3/1", "0/1", "99999999999999999999/1", "1/x"])
def test_differences_from_a_version_that_is_not_there_are_404(client: Client, pair: str) -> None:
    assert client.get(f"/personvern/endringer/{pair}/").status_code == 404


@pytest.mark.usefixtures("second")
def test_versions_lead_to_what_changed(client: Client) -> None:
    shown = text(page(client, "/personvern/versjoner/"))
    assert 'href="/personvern/endringer/1/2/"' in shown
    assert 'href="/personvern/endringer/0/1/"' not in shown


@pytest.mark.law("L-01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_policy_is_there_as_plain_text(client: Client, published: Revision, language: str) -> None:
    response = page(client, AS_TEXT[language])
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    shown = text(response)
    assert "<" not in shown
    assert "personvern@example.com" in shown
    assert published.texts.get(language=language).sha256 in shown
    assert AS_TEXT[language] in text(page(client, PATHS["policy", language]))


def test_plain_text_before_the_first_publication_is_404(client: Client) -> None:
    assert client.get(AS_TEXT["nb"]).status_code == 404


@pytest.mark.usefixtures("second")
def test_any_pair_is_reached_from_any_other(client: Client) -> None:
    Controller.objects.update(contact_email="tre@example.com")
    publishing.publish(now=NOW)
    in_force.refresh()
    shown = text(page(client, "/personvern/endringer/2/3/"))
    assert 'href="/personvern/endringer/1/3/"' in shown
    assert 'href="/personvern/endringer/3/3/"' not in shown
