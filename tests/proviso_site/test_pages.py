"""The pages that belong to no app, and the frame around every page."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from consent.choices import operations as choices
from privacy.policy.publishing import publish
from privacy.register import in_force
from privacy.register.frozen.rows import Controller
from privacy.register.operations import load_seed, read_seed
from privacy.register.statements.models import Statement
from privacy.web.pages import all_pages
from proviso_site.pages import context_processors
from proviso_site.pages.context_processors import language_links
from proviso_site.pages.public_pages import TITLES
from tests.factories.copies import copied
from tests.factories.privacy import accept_gaps
from tests.words import says

LANGUAGES = [code for code, _ in settings.LANGUAGES]
EVERY_PAGE_LEADS_TO = ("home", "privacy:policy", "consent:choices", "dsar:portal", "newsletter:signup", "contact:form")
ROOT = Path(settings.BASE_DIR)
# An export and an audit are opened from a disk, a mail in a mail program: they carry their own style.
PAGES = sorted(
    path
    for folder in (ROOT / "templates", *ROOT.glob("*/templates"))
    for path in folder.rglob("*.html")
    if not {"audit", "export", "mail"} & set(path.parts) and path.name != "file.html"
)


@pytest.fixture
def published(db: None) -> Iterator[None]:
    """The seed in force, its promises not asked: these tests are about pages."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    in_force.forget()
    choices.forget_wordings()
    copied("published for pages", lambda: _publish_seed(now))
    in_force.refresh()
    yield
    in_force.forget()


def _publish_seed(now: datetime) -> None:
    load_seed(seed=read_seed(settings.SEED_FILE), now=now)
    Statement.objects.update(promises=[])
    accept_gaps()  # a claim that no promise stands behind is a gap
    publish(now=now)


def front_page(client: Client, language: str) -> HttpResponse:
    with override(language):
        return client.get(reverse("home"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("language", LANGUAGES)
def test_front_page_is_the_same_for_everyone(
    client: Client, language: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    front_page(client, language)
    with django_assert_num_queries(0):
        response = front_page(client, language)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60"
    assert "cookie" not in response.get("Vary", "").lower()
    assert not response.cookies
    client.cookies["pv_choice"] = "anything"
    assert front_page(client, language).content == response.content


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_front_page_leads_to_every_right_in_its_language(client: Client, language: str) -> None:
    page = front_page(client, language).content.decode()
    assert f'<html lang="{language}">' in page
    with override(language):
        for name in EVERY_PAGE_LEADS_TO:
            assert f'href="{reverse(name)}"' in page, name


@pytest.mark.django_db
def test_front_page_refuses_post(client: Client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.django_db
def test_page_not_found_keeps_the_way_to_the_portal(client: Client) -> None:
    response = client.get("/finnes-ikke/")
    assert response.status_code == 404
    assert f'href="{reverse("dsar:portal")}"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("/", ["/nn/", "/en/"]),
        ("/mine-data/", ["/nn/mine-data/", "/en/my-data/"]),
        ("/nyhetsbrev/", ["/nn/nyheitsbrev/", "/en/newsletter/"]),
        ("/x/?a=1", ["/x/?a=1", "/x/?a=1"]),
    ],
)
def test_language_links_lead_to_the_same_page(path: str, others: list[str]) -> None:
    with override("nb"):
        assert [link["url"] for link in language_links(path)] == [path, *others]


@pytest.mark.django_db
def test_languages_of_a_page_are_worked_out_once_and_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
) -> None:
    asked: list[str] = []

    def note(path: str, code: str) -> str:
        asked.append(code)
        return path

    monkeypatch.setattr(context_processors, "translate_url", note)
    links: Any = context_processors.site(rf.get("/kontakt/"))["languages"]
    assert asked == []
    assert [link["code"] for link in links] == [link["code"] for link in links] == LANGUAGES
    assert asked == LANGUAGES


@pytest.mark.django_db
def test_languages_are_called_what_they_call_themselves() -> None:
    with override("nn"):
        links = language_links("/nn/")
    assert [link["name"] for link in links] == ["Bokmål", "Nynorsk", "English"]
    assert [link["code"] for link in links if link["is_current"]] == ["nn"]


def test_server_error_page_needs_no_context_and_no_database() -> None:
    page = render_to_string("500.html")
    assert says("Something went wrong on our side") in page
    assert 'lang="nn"' in page
    assert 'lang="en"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410"])
def test_error_pages_need_no_context(name: str) -> None:
    assert "<h1>" in render_to_string(f"{name}.html")


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "is_drawn"), [("Proviso AS", True), ("Physiotherapie am Lindenhof GmbH", False), ("", False)]
)
def test_header_bears_the_name_of_the_company_that_runs_the_site(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, *, is_drawn: bool
) -> None:
    """One company's drawn name and icon never stand on the site of another."""
    monkeypatch.setattr(in_force, "controller", lambda: Controller(name=name))
    html = front_page(client, "en").content.decode()
    header = html.partition("<header")[2].partition("</header>")[0]
    assert (f'aria-label="{name}"' in header) is is_drawn
    assert (f'<span class="name">{name or "Front page"}</span>' in header) is not is_drawn
    assert ("proviso" in html.casefold().replace(settings.BASE_URL.casefold(), "")) is is_drawn
    assert "website of ." not in html


def test_page_has_the_same_title_for_staff_and_visitors(client: Client, published: None) -> None:
    titles = {}
    for page in all_pages():
        if not page.arguments:
            content = client.get(page.path).content.decode()
            titles[page.view] = re.search(r"<title>(.*?)( –|</title>)", content)[1]
    # These two say to visitors what to do there.
    assert {view for view, title in titles.items() if title != str(TITLES[view])} == {"home", "contact:form"}
