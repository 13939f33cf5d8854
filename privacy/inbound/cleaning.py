"""Texts of mails made harmless: HTML without scripts, styles and images, and text that a database can hold."""

import re

import nh3
from lxml import etree

LONGEST_TEXT = 100_000
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4"),
    *("hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot"),
    *("th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "table", "ul", "ol", "dl"})
# PostgreSQL holds no NUL and no half of a surrogate pair; other control characters say nothing.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean_text(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text without what cannot be stored, with plain line ends, and not longer than ``most``."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:most]


def clean_line(text: str, most: int) -> str:
    """Return a text as one line."""
    return " ".join(clean_text(text).split())[:most]


def clean_html(html: str) -> str:
    """Return HTML of a mail without scripts, styles, forms, images and all that would call another server."""
    return nh3.clean(
        clean_text(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def count_remote_images(html: str) -> int:
    """Return how many images a mail would load from other servers."""
    return len(_IMAGE.findall(html[:LONGEST_TEXT]))


def text_of(html: str) -> str:
    """Return the words of cleaned HTML as plain text, a block a paragraph."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = etree.fromstring(html.encode(errors="replace"), parser) if html.strip() else None
    if tree is None:
        return ""
    parts: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            parts += ["\n"] if node.tag in _BLOCKS or node.tag == "br" else []
            parts.append(" ".join((node.text or "").split(" ")))
        else:
            parts += ["\n"] if node.tag in _BLOCKS else []
            parts.append(node.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
