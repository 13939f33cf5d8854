"""Read runs of lines with comma-, semicolon- or tab-separated values."""

import csv
import io
from collections.abc import Sequence

from consent.importing.blocks import Cells, GridLine
from consent.importing.columns import columns_of, is_header
from consent.importing.document import Column
from consent.importing.names import is_strong
from consent.importing.terms import is_category

_DELIMITERS = "\t;,"
_FEWEST_COLUMNS = 2
_LONGEST_LINE = 4000
_MOST_LINES_OF_A_CELL = 30


def delimiter_of(line: str) -> str:
    """Return the delimiter of a line of headings, or an empty text if it is none."""
    if len(line) > _LONGEST_LINE or line.endswith((".", "!", "?")) or not any(mark in line for mark in _DELIMITERS):
        return ""
    for delimiter in _DELIMITERS:
        cells = _cells(line, delimiter) if delimiter in line else []
        known = sum(column is not Column.OTHER for column in columns_of(cells))
        if known >= _FEWEST_COLUMNS and is_header(cells):
            return delimiter
    return ""


def shared_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that the first two lines of a table without headings share, or an empty text."""
    if len(lines) < 2:
        return ""
    for delimiter in _DELIMITERS[:2]:
        counts = [line.count(delimiter) for line in lines[:2]]
        filled = [sum(bool(cell.strip()) for cell in line.split(delimiter)) for line in lines[:2]]
        if (
            counts[0] == counts[1] > 0
            and min(filled) > 1
            and any(is_strong(cell.strip()) for cell in lines[0].split(delimiter))
        ):
            return delimiter
    return ""


def read_run(lines: Sequence[str], start: int, delimiter: str) -> tuple[Cells, int]:
    """Return the grid that begins on a line (from 0), and the line after it."""
    end = _end(lines, start, delimiter)
    rows: list[GridLine] = []
    number = start
    while number < end:
        cells, length = _row(lines, number, end, delimiter)
        texts = tuple(cell.strip() for cell in cells)
        if any(texts):
            rows.append(GridLine(line=number + 1, cells=texts))
        number += length
    return Cells(line=start + 1, lines=rows), end


def _end(lines: Sequence[str], start: int, delimiter: str) -> int:
    """Return the line after the last that has values, past empty lines, categories and lines of a cell."""
    number = end = start
    width = lines[start].count(delimiter)
    while number < len(lines):
        line = lines[number]
        if line.count(delimiter) * 2 >= width and (delimiter != "," or not line.rstrip().endswith(".") or '"' in line):
            number += _row(lines, number, len(lines), delimiter)[1]
            end = number
        elif line.strip() and not (is_category(line) or is_strong(line.strip())):
            following = lines[number + 1 : number + 2]
            if not (following and following[0].count(delimiter) == width and not is_header(_cells(line, delimiter))):
                break
            number += 1
        else:
            number += 1
    return end


def _row(lines: Sequence[str], number: int, end: int, delimiter: str) -> tuple[list[str], int]:
    """Return the cells that begin on a line, and how many lines they take. An open quotation mark is a letter."""
    for length in range(1, min(_MOST_LINES_OF_A_CELL, end - number) + 1):
        if length > 1 and lines[number].count('"') % 2 == 0:
            break
        text = "\n".join(lines[number : number + length])
        if text.count('"') % 2 == 0:
            rows = list(_read(text, delimiter))
            if len(rows) == 1:
                return rows[0], length
    return [cell.strip().strip('"') for cell in lines[number].split(delimiter)], 1


def _read(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _cells(line: str, delimiter: str) -> list[str]:
    return next(iter(_read(line, delimiter)), [])
