"""The cells of an HTML table, spread over the rows and columns that they span."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consent.importing.blocks import Cells, GridLine
from consent.importing.document import squeeze

_WIDEST, _TALLEST = 40, 2000


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

    @property
    def label(self) -> str:
        """The heading that the cell carries itself, for narrow screens."""
        return next((self.attrs.get(key) or "" for key in _LABELS if self.attrs.get(key)), "")

    def span(self, name: str, most: int) -> int:
        value = self.attrs.get(name) or "1"
        return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 6 else 1


_LABELS = ("data-label", "data-title", "data-th", "data-header", "data-column")


@dataclass
class Grid:
    """A table while it is read."""

    line: int
    caption: str = ""
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

    def cells(self) -> Cells:
        """Return the finished grid."""
        labelled = next((row for row in self.rows if row and all(cell.label for cell in row)), [])
        return Cells(
            line=self.line,
            lines=list(self._lines()),
            caption=self.caption,
            labels=tuple(cell.label for cell in labelled),
        )

    def _lines(self) -> Iterator[GridLine]:
        """Yield the rows, each cell repeated over the columns and rows that it spans."""
        hanging: dict[int, tuple[int, str]] = {}
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
        tall, text = cell.span("rowspan", _TALLEST), cell.text
        for _column in range(min(cell.span("colspan", _WIDEST), _WIDEST - len(cells))):
            if tall > 1:
                waiting[len(cells)] = (tall - 1, text)
            cells.append(text)
    hang()
    hanging.clear()
    hanging.update(waiting)
    return cells
