"""Read HTML into lines of text and grids."""

import re

from consent.importing.blocks import LOWEST, Block, TextLine
from consent.importing.document import readable, squeeze
from consent.importing.errors import Fault, UnreadablePolicy
from consent.importing.grid import Cell, Grid
from privacy.web.html import Element, End, UnreadableMarkup, parse

_SILENT = frozenset(
    {"script", "style", "template", "svg", "select", "iframe", "noembed", "noframes", "title", "textarea"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 6, "legend": 6, "caption": 6}
_BLOCKS = frozenset(_HEADINGS) | frozenset(
    {"p", "div", "section", "article", "header", "footer", "nav", "main", "aside", "ul", "ol", "li", "br", "hr", "form"}
    | {"dl", "dt", "dd", "table", "thead", "tbody", "tr", "td", "th", "details", "figure", "blockquote", "pre", "label"}
    | {"address", "fieldset", "center"}
)
_STRONG = frozenset({"b", "strong"})
_ROLES = {"table": "table", "grid": "table", "row": "tr", "cell": "td", "gridcell": "td", "columnheader": "th",
          "rowheader": "th"}  # fmt: skip
# Text for people who listen to the page; it is glued to the words beside it.
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|scrn-rdr|visually-?hidden|screen-reader(?:-text)?|screenreader|offscreen|a11y-hidden)(?=$|[\s_-])"
)
_MOST_NESTED = 50


class _Page:
    """Collect the blocks of a page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._grids: list[tuple[Grid, int]] = []  # open tables, with the place in ``blocks`` where each begins
        self._texts: list[str] = []
        self._line = 1
        self._level = 0
        self._strong = 0
        self._is_all_strong = True

    def start(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(element.line)
        if tag in _HEADINGS:
            self._level = _level_above_contents(element) if tag == "summary" else _HEADINGS[tag]
        if tag in _STRONG:
            self._strong += 1
        if tag == "table":
            if len(self._grids) >= _MOST_NESTED:
                raise UnreadablePolicy([Fault(line=element.line, message="the tables are nested too deeply")])
            self._grids.append((Grid(line=element.line), len(self.blocks)))
        elif self._grids and tag == "tr":
            self._grids[-1][0].begin_row()
        elif self._grids and tag in ("td", "th"):
            self._grids[-1][0].begin_cell(Cell(tag=tag, line=element.line, attrs=element.attributes))

    def end(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(element.line)
        if tag in _HEADINGS:
            self._level = 0
        if tag in _STRONG:
            self._strong -= 1
        if tag == "table":
            grid, place = self._grids.pop()
            if any(grid.rows):
                self.blocks.insert(place, grid.cells())
        elif self._grids and tag in ("td", "th"):
            self._grids[-1][0].is_in_cell = False

    def add(self, text: str) -> None:
        """Add text to the open line; inside a cell also to the cell."""
        if self._is_in_cell():
            self._grids[-1][0].add_text(text)
        if text.strip():
            self._is_all_strong &= self._strong > 0
        self._texts.append(text)

    def _is_in_cell(self) -> bool:
        return bool(self._grids) and self._grids[-1][0].is_in_cell

    def _break(self, line: int) -> None:
        """End the open line of text."""
        if self._is_in_cell():
            self._grids[-1][0].add_text("\n")
        text = squeeze("".join(self._texts))
        self._texts = []
        if text and self._level == _HEADINGS["caption"] and self._grids and not self._is_in_cell():
            self._grids[-1][0].caption = text
        elif text and (self._level or not self._is_in_cell()):
            level = self._level or (LOWEST if self._is_all_strong else 0)
            self.blocks.append(TextLine(text, self._line, level))
        self._line, self._is_all_strong = line, True


def read_html(text: str) -> list[Block]:
    """Return the blocks of a page. Raises ``UnreadablePolicy`` if it is nested too deeply."""
    page = _Page()
    try:
        for node in parse(text).walk(skip=_SILENT):
            if isinstance(node, Element):
                if _UNSEEN.search(node.get("class")):
                    node.children.clear()
                page.start(node, _tag(node))
            elif isinstance(node, End):
                page.end(node.element, _tag(node.element))
            else:
                # Block elements end a line of the page; a line break of the source does not.
                page.add(readable(node.replace("\n", " ")))
    except UnreadableMarkup as error:
        raise UnreadablePolicy([Fault(line=1, message="the elements are nested too deeply")]) from error
    page.end(Element("p"), "p")
    return page.blocks


def _level_above_contents(summary: Element) -> int:
    """Return the level of a title that folds its contents: one above the highest of the headings in them."""
    inside = summary.parent.all(*_HEADINGS) if summary.parent else ()
    return max(min((_HEADINGS[element.tag] for element in inside), default=_HEADINGS["summary"]) - 1, 1)


def _tag(element: Element) -> str:
    role = element.attributes.get("role")
    return _ROLES.get(role, element.tag) if role else element.tag
