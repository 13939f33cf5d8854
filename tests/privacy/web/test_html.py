"""The parser: nothing is lost in what is inert, broken or hostile."""

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.web.html import Element, End, UnreadableMarkup, locations, parse


def steps(html: str) -> list[str]:
    """Return a walk over the body as tags and words."""
    (body,) = parse(html).all("body")
    return [
        node if isinstance(node, str) else f"/{node.element.tag}" if isinstance(node, End) else node.tag
        for node in body.walk()
    ]


def test_walk_has_the_order_of_the_source() -> None:
    assert steps("<p>a<b>b</b>c<br>d</p>e") == ["p", "a", "b", "b", "/b", "c", "br", "/br", "d", "/p", "e"]


def test_missing_end_tags_are_set() -> None:
    assert steps("<ul><li>a<li>b</ul>") == ["ul", "li", "a", "/li", "li", "b", "/li", "/ul"]
    assert steps("<table><tr><td>a<td>b<tr><td>c") == [
        "table", "tr", "td", "a", "/td", "td", "b", "/td", "/tr", "tr", "td", "c", "/td", "/tr", "/table",
    ]  # fmt: skip


def test_nothing_behind_the_end_of_the_page_is_lost() -> None:
    page = parse("<html lang=nb><p>a</p></body>b</html>c<script src=x></script>d<p>e</html>f<b>g")
    assert page.words() == "abcdefg"
    assert [script.get("src") for script in page.all("script")] == ["x"]


def test_content_of_a_template_is_read_and_can_be_skipped() -> None:
    page = parse('<template data-consent="x"><script src="/a.js"></script></template><script src="/b.js"></script>')
    assert [script.get("src") for script in page.all("script")] == ["/a.js", "/b.js"]
    assert [script.get("src") for script in page.all("script", skip={"template"})] == ["/b.js"]
    assert [template.get("data-consent") for template in page.all("template", skip={"template"})] == ["x"]


def test_words_of_scripts_are_no_markup() -> None:
    page = parse("<script>if (a<b) document.write('<p>no</p>')</script><p>a &lt; b &amp; c")
    assert [element.tag for element in page.all() if element.tag in ("script", "p", "b")] == ["script", "p"]
    assert page.words(skip={"script"}) == "a < b & c"


def test_comments_and_instructions_are_left_out() -> None:
    assert parse("a<!-- <b>x</b> --><?x y?><![CDATA[z]]>b").words() == "ab"


def test_attributes_with_and_without_values() -> None:
    (field,) = parse("<input disabled NAME='a&amp;b' {% odd %}>").all("input")
    assert {**field.attributes, "disabled": ""} == {"disabled": "", "name": "a&b", "{%": "", "odd": "", "%}": ""}
    assert field.get("value", "none") == "none"


def test_an_encoding_that_the_page_names_does_not_matter() -> None:
    html = '<?xml version="1.0" encoding="latin-1"?><html lang="nb"><meta charset="latin-1"><p>blåbær'
    assert parse(html).words() == "blåbær"
    assert [element.get("lang") for element in parse(html).all("html")] == ["nb"]


def test_element_knows_its_line_and_what_is_around_it() -> None:
    (field,) = parse("\n<form id=a>\n<div>\n<input></div></form>").all("input")
    assert field.line == 4
    form = field.around("form")
    assert form is not None
    assert form.get("id") == "a"
    assert field.around("main") is None


def test_outermost_elements_do_not_hold_each_other() -> None:
    (first,) = parse("<ul><li>a<ul><li>b</ul></ul>").all("ul", skip={"ul"})
    assert [item.words() for item in first.outermost("li")] == ["ab"]


@pytest.mark.parametrize("html", ["", " ", "<!-- never closed", "<!doctype html>"])
def test_nothing_is_an_empty_page(html: str) -> None:
    assert parse(html).words() == ""


def test_elements_nested_too_deeply_are_refused_and_not_cut_off() -> None:
    assert parse("<b>" * 1000 + "x").words() == "x"
    with pytest.raises(UnreadableMarkup):
        parse("</i>" * 3000 + "<b>" * 3000 + "x")


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<td>", "&", "<![CDATA[", "<template>", "<p id=a><b id=b>"])
def test_a_hostile_page_takes_no_more_than_seconds(piece: str) -> None:
    start = process_time()
    with suppress(UnreadableMarkup):
        list(parse(piece * (500_000 // len(piece))).walk())
    assert process_time() - start < 20


@given(st.text(st.sampled_from("<>/!-='\"&;# abp\n\x00\ud800é{%")) | st.text())
def test_any_text_is_a_page(html: str) -> None:
    for node in parse(html).walk():
        assert isinstance(node, str | Element | End)


def test_sitemap_lists_its_addresses() -> None:
    sitemap = "<urlset><url><loc>\nhttps://a.example/?b=1&amp;c=2</loc></url><loc><![CDATA[https://b.example/]]></loc>"
    assert locations(sitemap) == ["https://a.example/?b=1&c=2", "https://b.example/"]
