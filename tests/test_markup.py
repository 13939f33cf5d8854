"""Every public page is valid HTML as it is sent, and every form of it has a name. Staff's pages: test_roles.py."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from privacy.register import in_force
from privacy.web.pages import all_pages
from tests.factories.copies import copied
from tests.judges import invalid_lines
from tests.letters import all_letters
from tests.markup import faults

_PAGE = '<!doctype html>\n<html lang="nb"><body>{}</body></html>'


@pytest.mark.law("U-01")
@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>En<div>to</div></p>", "<div> in <p>"),
        ("<ul><p>En</p></ul>", "<p> in <ul>"),
        ("<ul>En</ul>", "text directly in <ul>"),
        ("<li>En</li>", "<li> in <body>"),
        ("<b><i>En</b></i>", "</b> closes i"),
        ("<section><p>En</p>", "</body> closes section"),
        ('<p id="a">En</p><p id="a">To</p>', "id twice: a"),
        ('<label for="b">En</label>', "for of <label>: nothing is b"),
        ('<p class="a" class="b">En</p>', "<p> has an attribute twice"),
        ('<img src="/x.png">', "a picture without alt"),
        ("<center>En</center>", "<center> is no element of HTML"),
        ("<p>Fisk & vilt</p>", "an & that is not escaped"),
        ("<form><button>Send</button></form>", "a form without a name"),
        ('<form aria-labelledby="c"></form><h2 id="c"> </h2>', "a form without a name"),
        ('<form aria-label="En"></form><h2 id="c">En</h2><form aria-labelledby="c"></form>', "2 forms are called En"),
        ("<div/>", "<div/> closes itself"),
    ],
)
def test_fault_is_found(html: str, fault: str) -> None:
    assert any(fault in line for line in faults(_PAGE.format(html))), faults(_PAGE.format(html))


def test_valid_page_has_no_fault() -> None:
    page = '<form aria-labelledby="a"><h2 id="a">Søk</h2><svg><path d="M0"/></svg><p>Fisk &amp; vilt<br></p></form>'
    assert faults(_PAGE.format(page)) == []


@pytest.fixture
def published(db: None) -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    in_force.refresh()


@pytest.mark.law("U-01")
def test_public_pages_are_valid_and_their_forms_have_names(client: Client, published: None) -> None:
    pages = dict(public_pages(client))
    found = {name: faults(html) for name, html in pages.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) > 25


@pytest.mark.law("U-01")
def test_another_validator_finds_nothing_in_any_language(client: Client, published: None) -> None:
    pages: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            pages |= dict(public_pages(client))
    assert invalid_lines(pages) == {}
    assert len(pages) > 75


@pytest.mark.law("U-01")
def test_letters_are_valid(published: None) -> None:
    letters = {}
    for code, _name in settings.LANGUAGES:
        for name, message in all_letters(code):
            letters[f"letter {name} {code}"] = str(message.alternatives[0][0])
    assert {name: lines for name, html in letters.items() if (lines := faults(html))} == {}
    assert invalid_lines(letters) == {}
    assert len(letters) > 200


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<ul><p>En</p></ul>", "element-permitted-content"),
        ('<input type="text" name="a">', "input-missing-label"),
        ('<table><tr><td width="1">En</td></tr></table>', "no-deprecated-attr"),
        ("<h2>En</h2><h4>To</h4>", "heading-level"),
        ('<p aria-label="En">To</p>', "aria-label-misuse"),
    ],
)
def test_another_validator_finds_a_fault(html: str, rule: str) -> None:
    [lines] = invalid_lines({"page": _PAGE.format(html)}).values()
    assert any(f": {rule}: " in line for line in lines), lines


def public_pages(client: Client) -> Iterator[tuple[str, str]]:
    """Yield each page of the active language as it is first shown, and as a form that was sent empty answers."""
    for page in all_pages():
        for method in (client.get, client.post):
            answer = method(page.path)
            if answer.content and answer.headers.get("Content-Type", "").startswith("text/html"):
                yield f"{answer.status_code} {page.path}", answer.content.decode()


@pytest.mark.law("U-01")
@pytest.mark.parametrize("path", ["/admin/", "/admin/password_change/", "/admin/logout/"])
def test_everybodys_pages_of_the_administration_are_valid(published: None, admin_client: Client, path: str) -> None:
    answer = admin_client.get(path) if path != "/admin/logout/" else admin_client.post(path, follow=True)
    assert faults(answer.content.decode()) == []
