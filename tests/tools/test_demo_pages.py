"""The demonstration's eyes: what a person sees on a page, and what a browser sends."""

import pytest

from tools.demo.errors import NotFoundError
from tools.demo.pages import Page, parse_page

HTML = """<!doctype html><html><head><title>No</title>
<link rel="stylesheet" href="/a.css"><script src="/b.js"></script></head>
<body><template data-consent="x"><script src="https://elsewhere.example/x.js"></script></template>
<form method="post" action="/choice/"><button name="choice" value="all">Yes</button>
<button name="choice" value="none">No <b>thanks</b></button></form>
<a href="/mine-data/kopi/">A <b>copy</b></a>
<main><form method="POST"><input type="hidden" name="token" value="a&amp;b"><input name="email" type="email">
<input type="checkbox" name="grant" value="one" checked><input type="checkbox" name="grant" value="two">
<input name="off" value="1" disabled><textarea name="text">
kept</textarea><select name="right"><option value="a">A</option><option value="b" selected>B</option></select>
<button>Send</button></form></main><input form="other" name="stray"></body></html>"""


@pytest.fixture
def page() -> Page:
    return parse_page(Page(200, "http://127.0.0.1/side/", [("Content-Type", "text/html")], HTML.encode()))


def test_page_shows_words_and_not_scripts(page: Page) -> None:
    assert "No thanks" in page.text
    assert "elsewhere" not in page.text
    assert "data-consent" not in page.text


def test_sources_inside_inert_templates_are_not_loaded(page: Page) -> None:
    assert page.sources == ["/a.css", "/b.js"]


def test_link_is_found_by_its_words_and_by_its_address(page: Page) -> None:
    assert page.link("^a copy$") == page.link("mine-data/kopi") == "/mine-data/kopi/"
    with pytest.raises(NotFoundError):
        page.link("slett")


def test_form_is_found_by_what_it_holds(page: Page) -> None:
    assert page.form_with(button=("choice", "none")).action == "/choice/"
    assert page.form_with(kind="email").is_main
    with pytest.raises(NotFoundError):
        page.form_with(kind="password")


def test_form_sends_what_a_browser_would(page: Page) -> None:
    form = page.form_with(kind="email")
    assert form.filled({"email": "anna@example.com"}, form.button()) == [
        ("token", "a&b"), ("grant", "one"), ("text", "kept"), ("right", "b"), ("email", "anna@example.com"),
    ]  # fmt: skip


def test_form_sends_the_button_that_was_pressed(page: Page) -> None:
    form = page.form_with(button=("choice", "none"))
    assert form.filled({}, form.button("choice", "none")) == [("choice", "none")]


def test_form_refuses_a_field_that_it_does_not_have(page: Page) -> None:
    with pytest.raises(NotFoundError, match="homepage"):
        page.form_with(kind="email").filled({"homepage": "x"})
