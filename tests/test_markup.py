"""Every public page is valid HTML as it is sent, and every form of it has a name. Staff's pages: test_roles.py."""

import pytest
from django.core.management import call_command
from django.test import Client

from privacy.register import in_force
from privacy.web.pages import all_pages
from tests.factories.copies import copied
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


@pytest.mark.django_db
@pytest.mark.law("U-01")
def test_public_pages_are_valid_and_their_forms_have_names(client: Client) -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    in_force.refresh()
    found = {}
    for page in all_pages():
        for method in (client.get, client.post):
            answer = method(page.path)
            if answer.content and answer.headers.get("Content-Type", "").startswith("text/html"):
                found[f"{answer.status_code} {page.path}"] = faults(answer.content.decode())
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert len(found) > 25


@pytest.mark.django_db
@pytest.mark.law("U-01")
@pytest.mark.parametrize("path", ["/admin/", "/admin/password_change/", "/admin/logout/"])
def test_everybodys_pages_of_the_administration_are_valid(admin_client: Client, path: str) -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    answer = admin_client.get(path) if path != "/admin/logout/" else admin_client.post(path, follow=True)
    assert faults(answer.content.decode()) == []
