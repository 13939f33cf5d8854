"""The parts of a file in their order: lines of text, and grids of cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.importing.document import squeeze

TEXT = 0
LOWEST = 7  # the level of a line that is a heading by its looks alone


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; ``level`` is 1 to 7 for a heading, 0 for other text."""

    text: str
    line: int
    level: int = TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class GridLine:
    """A row with a text for each column; ``is_group`` if a single cell spans the whole table."""

    line: int
    cells: tuple[str, ...]
    is_group: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """A grid. ``caption`` is its own heading; ``labels`` are headings that its cells carry themselves."""

    line: int
    lines: Sequence[GridLine]
    caption: str = ""
    labels: tuple[str, ...] = ()

    def words(self) -> str:
        """Return the text of the grid, to keep it where the grid is no table of cookies."""
        return "\n".join(squeeze(" ".join(dict.fromkeys(line.cells))) for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A line that cannot be read into cells."""

    line: int
    text: str


Block = TextLine | Cells | Unread
