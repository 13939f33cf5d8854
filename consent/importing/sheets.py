"""Tables as comma-, semicolon- or tab-separated values."""

import csv
import io
from collections.abc import Sequence

from consent.importing import columns
from consent.importing.document import Column, Document, Faults, Row, Table, is_row
from consent.importing.errors import Fault, UnreadablePolicy

_DELIMITERS = ";,\t"
_LATEST_HEADER = 20  # lines that may stand above the headings
_FEWEST_COLUMNS = 2


def find_header(text: str) -> tuple[int, str] | None:
    """Return the line (from 0) of the headings and what separates them, or None if this is no such table."""
    for number, line in enumerate(text.split("\n")[:_LATEST_HEADER]):
        for delimiter in _DELIMITERS:
            if delimiter in line and columns.is_header(cells := _cells(line, delimiter)):
                known = [one for one in columns.columns(cells) if one is not Column.OTHER]
                if len(known) >= _FEWEST_COLUMNS:
                    return number, delimiter
    return None


def read(text: str, number: int, delimiter: str) -> Document:
    """Return the table whose headings stand on line ``number`` (from 0).

    Raises ``UnreadablePolicy`` with every row that has more cells than there are headings, or an open quotation mark.
    """
    lines = text.split("\n")
    above = "\n".join(lines[:number])
    reader = csv.reader(io.StringIO("\n".join(lines[number:]), newline=""), delimiter=delimiter, strict=True)
    faults, rows = Faults(), list[Row]()
    found: tuple[Column, ...] = ()
    line = number + 1
    try:
        for cells in reader:
            if not found:
                found = columns.columns(cells)
            elif is_row(cells):
                _add(rows, cells, found, line, faults)
            line = number + 1 + reader.line_num
    except csv.Error as error:
        raise UnreadablePolicy(
            [*faults.found, Fault(line=line, message=f"this row cannot be read: {error}")]
        ) from error
    faults.refuse()
    return Document(tables=(Table(columns=found, rows=tuple(rows)),), text=above)


def _add(rows: list[Row], cells: Sequence[str], found: Sequence[Column], line: int, faults: Faults) -> None:
    if is_row(cells[len(found) :]):
        faults.add(line, f"the row has {len(cells)} cells, and there are {len(found)} headings")
    else:
        rows.append(Row(line=line, cells={one: cell.strip() for one, cell in zip(found, cells, strict=False)}))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
