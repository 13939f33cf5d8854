"""Read tables of comma-, semicolon- or tab-separated values."""

import csv
import io

from consent.importing.columns import columns_of, is_header
from consent.importing.document import Column, Document, Faults, Row, Table, is_row
from consent.importing.errors import Fault, UnreadablePolicy

_DELIMITERS = ";,\t"
_LATEST_HEADER = 20  # number of lines in which the headings are looked for
_FEWEST_COLUMNS = 2


def find_header(text: str) -> tuple[int, str] | None:
    """Return the line (from 0) and the delimiter of the headings, or None if this is no such table."""
    for number, line in enumerate(text.split("\n")[:_LATEST_HEADER]):
        for delimiter in _DELIMITERS:
            if delimiter in line and is_header(cells := _cells(line, delimiter)):
                known = [column for column in columns_of(cells) if column is not Column.OTHER]
                if len(known) >= _FEWEST_COLUMNS:
                    return number, delimiter
    return None


def read_csv(text: str, number: int, delimiter: str) -> Document:
    """Return the table with its headings on line ``number`` (from 0).

    Raises ``UnreadablePolicy`` with every row that has more cells than headings, or an open quotation mark.
    """
    lines = text.split("\n")
    above = "\n".join(lines[:number])
    reader = csv.reader(io.StringIO("\n".join(lines[number:]), newline=""), delimiter=delimiter, strict=True)
    faults, rows = Faults(), list[Row]()
    columns: tuple[Column, ...] = ()
    line = number + 1
    try:
        for cells in reader:
            if not columns:
                columns = columns_of(cells)
            elif is_row(cells[len(columns) :]):
                faults.add(line, f"the row has {len(cells)} cells, and there are {len(columns)} headings")
            elif is_row(cells):
                texts = (cell.strip() for cell in cells)
                rows.append(Row(line=line, cells=dict(zip(columns, texts, strict=False))))
            line = number + 1 + reader.line_num
    except csv.Error as error:
        raise UnreadablePolicy(
            [*faults.faults, Fault(line=line, message=f"this row cannot be read: {error}")]
        ) from error
    faults.refuse()
    return Document(tables=(Table(columns=columns, rows=tuple(rows)),), text=above)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
