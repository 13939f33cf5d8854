"""The cells of an HTML table or definition list, spread over the rows and columns that they span."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consent.importing.document import MOST_ROWS, Faults, squeeze

_WIDEST, _TALLEST = 40, MOST_ROWS


@dataclass
class Cell:
    """A cell: the line where it begins, and its text so far."""

    tag: str
    line: int
    attrs: Mapping[str, str | None]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with its line breaks, which can separate names."""
        lines = [squeeze(line) for line in "".join(self.texts).split("\n")]
        return "\n".join(line for line in lines if line)

    def span(self, name: str, most: int) -> int:
        value = self.attrs.get(name) or "1"
        return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 6 else 1


@dataclass(frozen=True, kw_only=True)
class GridLine:
    """A row with a text for each column; ``is_group`` if a single cell spans the whole table."""

    line: int
    cells: tuple[str, ...]
    is_group: bool = False


@dataclass
class Grid:
    """A table or definition list with the heading and the text above it."""

    tag: str
    line: int
    heading: str = ""
    lead: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    is_in_cell: bool = False

    def begin_row(self) -> None:
        self.rows.append([])
        self.is_in_cell = False

    def begin_cell(self, cell: Cell) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(cell)
        self.is_in_cell = True

    def add_text(self, text: str) -> None:
        self.rows[-1][-1].texts.append(text)

    def pairs(self) -> list[tuple[int, str, str]]:
        """Return the line, the term and the text of each definition."""
        pairs: list[tuple[int, str, str]] = []
        term = ""
        for cell in (cell for row in self.rows for cell in row):
            if cell.tag == "dt":
                term = squeeze(cell.text)
            elif term:
                pairs.append((cell.line, term, cell.text))
        return pairs

    def lines(self, faults: Faults) -> Iterator[GridLine]:
        """Yield the rows, each cell repeated over the columns and rows that it spans."""
        hanging: dict[int, tuple[int, str]] = {}
        if len(self.rows) > MOST_ROWS:
            faults.add(self.line, f"the table has more than {MOST_ROWS} rows")
            return
        for row in self.rows:
            cells = _spread(row, hanging)
            if any(cells):
                is_group = len(row) == 1 and (len(cells) > 1 or row[0].tag == "th") and len(set(cells)) == 1
                line = row[0].line if row else self.line
                yield GridLine(line=line, cells=tuple(cells), is_group=is_group)


def _spread(row: list[Cell], hanging: dict[int, tuple[int, str]]) -> list[str]:
    """Return the row's texts by column, with cells that span down from rows above; update ``hanging``."""
    cells: list[str] = []

    def hang() -> None:
        while len(cells) in hanging:
            left, text = hanging.pop(len(cells))
            if left > 1:
                waiting[len(cells)] = (left - 1, text)
            cells.append(text)

    waiting: dict[int, tuple[int, str]] = {}
    for cell in row[:_WIDEST]:
        hang()
        tall = cell.span("rowspan", _TALLEST)
        for _column in range(cell.span("colspan", _WIDEST)):
            if tall > 1:
                waiting[len(cells)] = (tall - 1, cell.text)
            cells.append(cell.text)
    hang()
    hanging.clear()
    hanging.update(waiting)
    return cells
