"""Read tables and definition lists in HTML."""

from collections.abc import Iterator, Sequence

from consent.importing.columns import column_of, columns_of, is_header
from consent.importing.document import Column, Document, Faults, Row, Table, squeeze
from consent.importing.errors import Fault, UnreadablePolicy
from consent.importing.grid import Cell, Grid, GridLine
from privacy.web.html import Element, End, UnreadableMarkup, parse

_SILENT = frozenset({"script", "style", "template", "svg", "select", "iframe", "noembed", "noframes"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend", "caption"})
_BLOCKS = _HEADINGS | frozenset(
    {"p", "div", "section", "article", "header", "footer", "nav", "main", "ul", "ol", "li", "br", "hr"}
    | {"dl", "dt", "dd", "table", "tr"}
)
_CELLS = frozenset({"td", "th", "dt", "dd"})
_MOST_NESTED = 50
_LATEST_HEADER = 5  # number of rows in which the headings are looked for


class _Page:
    """Collect grids with the heading and the text above each, and the text outside them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.outside: list[str] = []
        self._open: list[Grid] = []
        self._heading: list[str] | None = None
        self._section: list[str] = []
        self._last_heading = ""

    def start(self, element: Element) -> None:
        if element.tag in ("table", "dl"):
            self._begin(element)
        elif self._open and element.tag == "tr":
            self._open[-1].begin_row()
        elif self._open and element.tag in _CELLS:
            self._open[-1].begin_cell(Cell(tag=element.tag, line=element.line, attrs=element.attributes))
        elif element.tag in _HEADINGS:
            self._heading = []
        if element.tag in _BLOCKS:
            self.add("\n")

    def end(self, tag: str) -> None:
        if tag in ("table", "dl"):
            self.grids.append(self._open.pop())
        elif self._open and tag in _CELLS:
            self._open[-1].is_in_cell = False
        elif tag in _HEADINGS and self._heading is not None:
            self._end_heading(tag)
        if tag in _BLOCKS:
            self.add("\n")

    def add(self, data: str) -> None:
        """Add text to the open heading, the open cell, or the text outside the grids."""
        if self._heading is not None:
            self._heading.append(data)
        elif self._open and self._open[-1].is_in_cell:
            self._open[-1].add_text(data)
            return
        self.outside.append(data)
        self._section.append(data)

    def _begin(self, element: Element) -> None:
        if len(self._open) >= _MOST_NESTED:
            raise UnreadablePolicy([Fault(line=element.line, message="the tables are nested too deeply")])
        lead = "\n".join([self._last_heading, "".join(self._section)])
        self._open.append(Grid(tag=element.tag, line=element.line, heading=self._last_heading, lead=lead))

    def _end_heading(self, tag: str) -> None:
        text = squeeze("".join(self._heading or []))
        self._heading = None
        if tag == "caption" and self._open:
            self._open[-1].heading = text
        elif text:
            self._last_heading, self._section = text, []


def read_html(text: str) -> Document:
    """Return the tables of a page. Raises ``UnreadablePolicy`` with every row that cannot be read."""
    page = _Page()
    try:
        for node in parse(text).walk(skip=_SILENT):
            if isinstance(node, Element):
                page.start(node)
            elif isinstance(node, End):
                page.end(node.element.tag)
            else:
                # Block elements end a line of the page; a line break of the source does not.
                page.add(node.replace("\n", " "))
    except UnreadableMarkup as error:
        raise UnreadablePolicy([Fault(line=1, message="the elements are nested too deeply")]) from error
    faults = Faults()
    grids = sorted(page.grids, key=lambda grid: grid.line)
    tables = [table for grid in grids for table in _tables(grid, faults)]
    faults.refuse()
    outside = "\n\n".join(filter(None, (squeeze(line) for line in "".join(page.outside).split("\n"))))
    return Document(tables=tuple(tables), text=outside)


def _tables(grid: Grid, faults: Faults) -> Iterator[Table]:
    """Yield the tables of a grid, which each row that only names a category splits."""
    if grid.tag == "dl":
        yield from _pairs(grid, grid.pairs())
        return
    lines = list(grid.lines(faults))
    header = next((n for n, line in enumerate(lines[:_LATEST_HEADER]) if is_header(line.cells)), None)
    if header is None:
        pairs = [(line.line, line.cells[0], line.cells[1]) for line in lines if len(line.cells) == 2]
        yield from _pairs(grid, pairs if len(pairs) == len(lines) else [])
        return
    columns = columns_of(lines[header].cells)
    heading, rows = grid.heading, list[Row]()
    for line in lines[header + 1 :]:
        if line.is_group:
            yield Table(columns=columns, rows=tuple(rows), heading=heading, lead=grid.lead)
            heading, rows = line.cells[0], []
        elif not is_header(line.cells) and (row := _row(line, columns, faults)):
            rows.append(row)
    yield Table(columns=columns, rows=tuple(rows), heading=heading, lead=grid.lead)


def _row(line: GridLine, columns: Sequence[Column], faults: Faults) -> Row | None:
    if any(line.cells[len(columns) :]):
        faults.add(line.line, f"the row has {len(line.cells)} cells, and there are {len(columns)} headings")
        return None
    return Row(line=line.line, cells=dict(zip(columns, line.cells, strict=False)))


def _pairs(grid: Grid, pairs: Sequence[tuple[int, str, str]]) -> Iterator[Table]:
    """Yield the table in a list such as “Name: _ga”, “Lifetime: 2 years”, “Name: …”."""
    headings = list(dict.fromkeys(term for _line, term, _text in pairs))
    if not is_header(headings):
        return
    rows: list[tuple[int, dict[Column, str]]] = []
    for line, term, text in pairs:
        column = column_of(term)
        if column is Column.NAME or not rows:
            rows.append((line, {}))
        rows[-1][1].setdefault(column, text)
    yield Table(
        columns=tuple(dict.fromkeys(columns_of(headings))),
        rows=tuple(Row(line=line, cells=cells) for line, cells in rows),
        heading=grid.heading,
        lead=grid.lead,
    )
