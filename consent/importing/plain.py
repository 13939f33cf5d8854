"""Read tables in plain text with tabs, Markdown pipes, aligned columns or single spaces between the cells."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from consent.importing import prose
from consent.importing.columns import columns_of, header_in_prose, is_header
from consent.importing.document import Column, Document, Faults, Row, Table, is_row

_MANY_SPACES = re.compile(r" {2,}|\t+")
_RULE = re.compile(r"[\s|:+=-]*")
_PIPE = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(`+|\*\*|__)(.+)\1")
_LONGEST_HEADING = 120

Cut = Callable[[str], list[str] | None]


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """The columns of a table, and how to cut a line into cells; ``cut`` returns None for a line that is no row."""

    columns: tuple[Column, ...]
    cut: Cut


@dataclass
class _Reader:
    vendors: frozenset[str]
    faults: Faults = field(default_factory=Faults)
    tables: list[Table] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def read(self, lines: Sequence[str]) -> None:
        number = 0
        while number < len(lines):
            layout = _layout(lines[number], self.vendors)
            if layout is None:
                self.outside.append(lines[number])
                number += 1
            else:
                number = self._table(layout, lines, number + 1)

    def _table(self, layout: _Layout, lines: Sequence[str], number: int) -> int:
        """Read the rows from a line on; return the first line after the table."""
        section = _section(self.outside)
        rows: list[Row] = []
        while number < len(lines):
            line = lines[number]
            if not line.strip():
                if not _continues(layout, lines, number):
                    break
            elif not _RULE.fullmatch(line):
                cells = layout.cut(line)
                if cells is None:
                    self.faults.add(number + 1, f"no row of the table can be read here: “{line.strip()[:60]}”")
                elif is_row(cells):
                    row = dict(zip(layout.columns, (cell.strip() for cell in cells), strict=False))
                    rows.append(Row(line=number + 1, cells=row))
            number += 1
        heading = section[0] if section else ""
        self.tables.append(Table(columns=layout.columns, rows=tuple(rows), heading=heading, lead="\n".join(section)))
        return number


def read_plain_text(text: str, vendors: frozenset[str]) -> Document:
    """Return the tables of a plain text; ``vendors`` are names that help to split rows without borders.

    Raises ``UnreadablePolicy`` with every line in a table that cannot be split into cells.
    """
    reader = _Reader(vendors)
    reader.read(text.split("\n"))
    reader.faults.refuse()
    return Document(tables=tuple(reader.tables), text="\n".join(reader.outside))


def _layout(line: str, vendors: frozenset[str]) -> _Layout | None:
    """Return the layout of a table with its headings on this line, or None."""
    if len(line) > 1000 or not line.strip():
        return None
    for cut in (_by_tabs, _by_pipes):
        cells = cut(line)
        if cells and is_header(cells):
            return _Layout(columns=columns_of(cells), cut=_of_width(cut, len(cells)))
    parts = _MANY_SPACES.split(line.strip())
    if is_header(parts):
        return _aligned(line, parts, vendors)
    if columns := header_in_prose(line):
        return _Layout(columns=columns, cut=lambda row: prose.cut(row, columns, vendors))
    return None


def _continues(layout: _Layout, lines: Sequence[str], number: int) -> bool:
    """Tell whether a clear row follows an empty line, so that the table continues."""
    following = next((line for line in lines[number : number + 3] if line.strip()), "")
    cells = layout.cut(following) if following else None
    return cells is not None and prose.is_clearly_row(cells, layout.columns)


def _by_tabs(line: str) -> list[str] | None:
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else None


def _by_pipes(line: str) -> list[str] | None:
    if "|" not in line:
        return None
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [_without_markup(cell.strip()) for cell in _PIPE.split(inner)]


def _without_markup(cell: str) -> str:
    """Return a cell of Markdown as text, without links, emphasis, code marks and backslashes."""
    cell = _LINK.sub(r"\1", cell)
    if emphasis := _EMPHASIS.fullmatch(cell):
        cell = emphasis[2]
    return cell.replace("\\", "").strip()


def _of_width(cut: Cut, width: int) -> Cut:
    """Return a ``cut`` that refuses lines with more cells than headings and adds empty cells to shorter lines."""

    def cut_to_width(line: str) -> list[str] | None:
        cells = cut(line)
        if cells is None or any(cells[width:]):
            return None
        return (cells + [""] * width)[:width]

    return cut_to_width


def _aligned(header: str, parts: list[str], vendors: frozenset[str]) -> _Layout:
    """Cut at double spaces if that gives all cells, else below the headings, else by the words."""
    starts, position = [], 0
    for part in parts:
        position = header.index(part, position)
        starts.append(position)
        position += len(part)
    columns = columns_of(parts)

    def cut(line: str) -> list[str] | None:
        cells = _MANY_SPACES.split(line.strip())
        if len(cells) == len(starts):
            return cells
        if all(start >= len(line) or line[start - 1] in " \t" for start in starts[1:]):
            ends = [*starts[1:], max(len(line), starts[-1])]
            return [line[start:end].strip() for start, end in zip([0, *starts[1:]], ends, strict=True)]
        return prose.cut(line, columns, vendors)

    return _Layout(columns=columns, cut=cut)


def _section(outside: Sequence[str]) -> list[str]:
    """Return the nearest heading above a table, and the lines between the two."""
    section: list[str] = []
    for line in reversed(outside[-200:]):
        plain = line.strip(" #\u00a0")
        if plain:
            section.append(plain)
        if section and plain and is_heading(line):
            break
    return section[::-1]


def is_heading(line: str) -> bool:
    """Tell whether a line of a text is a heading: marked as one, or short and no sentence."""
    plain = line.strip()
    return line.startswith("#") or (len(plain) <= _LONGEST_HEADING // 2 and plain[-1:].isalnum())
