"""Markdown as plain text, without its signs."""

import pytest

from newsletter.issues.markdown import to_html, to_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Våren er her\n\nLes *mer* og **nå**.", "Våren er her\n============\n\nLes mer og nå."),
        ("## Lite\n\n### Mindre", "Lite\n----\n\nMindre"),
        ("[nettsiden](https://example.com/a?b=1&c=2)", "nettsiden (https://example.com/a?b=1&c=2)"),
        ("[*mer* her](https://example.com/)", "mer her (https://example.com/)"),
        ("<https://example.com/>", "https://example.com/"),
        ("- en\n- to\n- tre", "-  en\n-  to\n-  tre"),
        ("3. en\n4. to", "3. en\n4. to"),
        ("- en\n  - inni\n- to", "-  en\n   -  inni\n-  to"),
        ("- en\n\n1. to\n2. tre", "-  en\n\n1. to\n2. tre"),
        ("1\\. januar\n\n- en", "1. januar\n\n-  en"),
        ("- en\n  - inni\n\n  1. også\n- to", "-  en\n   -  inni\n\n   1. også\n-  to"),
        ("> sitat\n> videre", "> sitat videre"),
        ("før\n\n---\n\netter", "før\n\n* * *\n\netter"),
        ("`kode` og \\*stjerner\\*", "kode og *stjerner*"),
        ("```\na  b\n```", "    a  b"),
        ("5 * 3 er 15, og snake_case_navn", "5 * 3 er 15, og snake_case_navn"),
        ("linje  \nbrudd", "linje\nbrudd"),
        ("&aring; &amp; &lt;", "å & <"),
        ("", ""),
    ],
)
def test_text_is_without_signs(source: str, text: str) -> None:
    assert to_text(source) == text


def test_headings_begin_at_the_level_that_the_page_has_free() -> None:
    assert to_html("# A\n\n###### B", top=2) == "<h2>A</h2>\n<h6>B</h6>\n"
