"""Conversion of published HTML to a tree of blocks for a PDF layout, with the published words unchanged."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from urllib.parse import urljoin

from privacy.web.html import Element, parse

Block = dict[str, Any]
Node = Block | str  # inline content: formatted or plain text

_SKIPPED = frozenset({"nav", "script", "style", "template", "form", "button", "summary"})  # paper is not folded
_HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
_INLINE = {
    "strong": "strong", "b": "strong", "em": "emph", "i": "emph", "code": "code", "kbd": "code", "dt": "strong",
}  # fmt: skip
_BLOCKS = frozenset({"p", "ul", "ol", "table", "dl", "blockquote", "pre", *_HEADINGS})
_MOST_OF_A_CELL = 90
_LEAST_OF_A_CELL = 7
_HEAD_IN_ONE_LINE = 12
_LINE = 100  # characters of a table that fit side by side on a page
_ROOM_BETWEEN = 2.5


def tree(html: str, *, base: str) -> list[Block]:
    """Return the blocks of an HTML fragment; relative links are completed with ``base``."""
    return list(_blocks(parse(html), base))


def _blocks(element: Element, base: str) -> Iterator[Block]:
    loose: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element) and child.tag in _SKIPPED:
            continue
        if isinstance(child, str) or (child.tag not in _BLOCKS and not _holds_blocks(child)):
            loose.append(child)
            continue
        yield from _paragraph(loose, base)
        loose = []
        yield from [_block(child, base)] if child.tag in _BLOCKS else _blocks(child, base)
    yield from _paragraph(loose, base)


def _holds_blocks(element: Element) -> bool:
    return any(descendant.tag in _BLOCKS for descendant in element.all())


def _paragraph(loose: list[Element | str], base: str) -> Iterator[Block]:
    if words := _trimmed(_run(loose, base)):
        yield {"is": "p", "of": words}


def _block(element: Element, base: str) -> Block:
    if element.tag in _HEADINGS:
        return {"is": "heading", "level": _HEADINGS[element.tag], "of": _words(element, base)}
    if element.tag in ("ul", "ol"):
        items = [list(_blocks(item, base)) for item in element.outermost("li")]
        return {"is": "list", "numbered": element.tag == "ol", "items": items}
    if element.tag == "table":
        return _table(element, base)
    if element.tag == "dl":
        terms, facts = element.outermost("dt"), element.outermost("dd")
        pairs = zip_longest(terms, facts, fillvalue=Element("none"))
        return {"is": "facts", "rows": [[_words(term, base), _words(fact, base)] for term, fact in pairs]}
    return {"is": "quote" if element.tag == "blockquote" else "p", "of": _words(element, base)}


def _table(element: Element, base: str) -> Block:
    """Return a table: its head, its body, and the relative widths of its columns."""
    rows = [[cell for cell in row.children if isinstance(cell, Element)] for row in element.outermost("tr")]
    is_head = [
        bool(row) and all(cell.tag == "th" and cell.attributes.get("scope") != "row" for cell in row) for row in rows
    ]
    cells: list[list[Block]] = [[{"of": _words(cell, base), "th": cell.tag == "th"} for cell in row] for row in rows]
    width = max((len(row) for row in cells), default=0)
    padded = [row + [{"of": [], "th": False}] * (width - len(row)) for row in cells]
    captions = [_words(caption, base) for caption in element.outermost("caption")]
    return {
        "is": "table",
        "caption": captions[0] if captions else [],
        "head": [row for row, head in zip(padded, is_head, strict=True) if head],
        "body": [row for row, head in zip(padded, is_head, strict=True) if not head],
        "widths": _widths([[plain(row[column]["of"]) for row in padded] for column in range(width)]),
    }


def _widths(columns: list[list[str]]) -> list[float]:
    """Return relative widths of columns: at least the longest word of each, and the rest by length of text."""
    needs = [_longest_word(texts) + _ROOM_BETWEEN for texts in columns]
    wants = [max(_wish(texts) - need, 1) for texts, need in zip(columns, needs, strict=True)]
    rest = max(_LINE - sum(needs), 0)
    return [round(need + rest * want / sum(wants), 1) for need, want in zip(needs, wants, strict=True)]


def _longest_word(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _wish(texts: list[str]) -> float:
    head = len(texts[0]) * 1.25 if len(texts[0]) <= _HEAD_IN_ONE_LINE else 0
    typical = sorted(len(text) for text in texts)[-max(1, len(texts) // 3)]
    return max(head, _LEAST_OF_A_CELL, min(typical, _MOST_OF_A_CELL) * 0.45)


def plain(nodes: list[Node]) -> str:
    """Return the text of inline nodes without formatting."""
    return "".join(
        node if isinstance(node, str) else " " if node["is"] == "br" else plain(node["of"]) for node in nodes
    )


def _words(element: Element, base: str) -> list[Node]:
    return _trimmed(_run(element.children, base))


def _run(children: list[Element | str], base: str) -> list[Node]:
    nodes: list[Node] = []
    for child in children:
        if isinstance(child, str):
            nodes.append(_single_spaced(child))
        elif child.tag in _SKIPPED:
            continue
        elif child.tag == "br":
            nodes.append({"is": "br"})
        else:
            inner = _run(child.children, base)
            nodes += [_formatted(child, inner, base)] if _format(child) else inner
    return [node for node in nodes if node != ""]


def _format(element: Element) -> str:
    if element.tag == "a" and not element.attributes.get("href", "#").startswith("#"):
        return "link"
    if "meta" in element.attributes.get("class", "").split():
        return "aside"
    return _INLINE.get(element.tag, "")


def _formatted(element: Element, inner: list[Node], base: str) -> Node:
    node: dict[str, Any] = {"is": _format(element), "of": inner}
    if node["is"] == "link":
        node["to"] = urljoin(f"{base}/", element.attributes["href"])
    return node


def _single_spaced(text: str) -> str:
    """Collapse white space as a browser does."""
    folded = " ".join(text.split())
    if not folded:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + folded + (" " if text[-1].isspace() else "")


def _trimmed(nodes: list[Node]) -> list[Node]:
    """Remove the white space around inline nodes."""
    nodes = list(nodes)
    while nodes and isinstance(nodes[0], str) and not nodes[0].strip():
        del nodes[0]
    while nodes and isinstance(nodes[-1], str) and not nodes[-1].strip():
        del nodes[-1]
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip()
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip()
    return nodes
