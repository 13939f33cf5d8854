"""Tables whose cells carry their headings, so that they can stand below each other on a narrow screen."""

import re
from collections.abc import Iterator

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_TABLE = re.compile(r"<table\b(?P<attributes>[^>]*)>(?P<rest>.*?</table>)", re.DOTALL)
_CLASS = re.compile(r'class="([^"]*)"')
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b(?P<attributes>[^>]*)>")


class LabelledCells(template.Node):
    """What ``labelledcells`` renders."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        return mark_safe(_TABLE.sub(_labelled, html))  # noqa: S308


@register.tag
def labelledcells(parser: Parser, token: Token) -> LabelledCells:
    """Give each cell of the tables in the block the words of its column’s heading, as ``data-label``."""
    nodelist = parser.parse(("endlabelledcells",))
    parser.delete_first_token()
    return LabelledCells(nodelist)


def _labelled(table: re.Match[str]) -> str:
    head, end, body = table["rest"].partition("</thead>")
    # The words are escaped already; markup in them is a link that sorts.
    headings = [" ".join(strip_tags(words).split()).replace('"', "&quot;") for words in _HEADING.findall(head)]
    if not end or not headings:
        return table[0]
    names = _CLASS.search(table["attributes"])
    attributes = _CLASS.sub("", table["attributes"]).rstrip()
    opening = f'<table{attributes} class="{f"{names[1]} " if names else ""}labelled">'
    return opening + head + end + _ROW.sub(lambda row: _labelled_row(row[0], headings), body)


def _labelled_row(row: str, headings: list[str]) -> str:
    if len(_CELL.findall(row)) != len(headings):
        return row  # a cell over several columns has no heading of its own
    labels: Iterator[str] = iter(headings)

    def with_label(cell: re.Match[str]) -> str:
        label = next(labels)
        is_labelled = "data-label" in cell["attributes"] or "scope=" in cell["attributes"] or not label
        return cell[0] if is_labelled else f'{cell[0][:-1]} data-label="{label}">'

    return _CELL.sub(with_label, row)
