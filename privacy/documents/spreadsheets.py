"""CSV and XLSX files in which no cell starts a formula, whichever program opens them in whichever language."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Rows = Iterable[Sequence[str]]

# Excel takes the separator of the computer's language, and not the file's quotation marks before it has found one: in
# Norwegian and German it splits at ";". Every character at which some program splits may therefore begin a cell.
_SEPARATORS = ";,|\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029；，｜"  # noqa: RUF001
_MINUS_SIGN = "\u2212"  # the minus of Norwegian number formats
_NUMBER = re.compile(r"[+-]?\d[\d \u00a0]*(\.\d+)?")  # a telephone number or a figure: nothing to compute

_HEAD = PatternFill("solid", fgColor="0B5A54")
_RULE = Border(bottom=Side(style="thin", color="D5DFDC"))
_TOP = Alignment(wrap_text=True, vertical="top")
_LONGEST_CELL = 32_767  # limit of the file format
_NARROW, _WIDE = 16, 46


def safe_text(text: str) -> str:
    """Return a text that starts no formula in a CSV file: an apostrophe is put before each sign that would.

    Telephone numbers and figures stay as they are. Applied twice, it changes nothing more.
    """
    return text if _NUMBER.fullmatch(text) else _with_apostrophes(text)


def csv_text(rows: Iterable[Iterable[str]], *, line_end: str = "\r\n") -> str:
    """Return rows of texts as CSV, with commas; every cell is made safe."""
    written = io.StringIO()
    csv.writer(written, lineterminator=line_end).writerows([safe_text(cell) for cell in row] for row in rows)
    return written.getvalue()


def workbook(
    sheets: Iterable[tuple[str, Sequence[str], Rows]],
    *,
    title: str,
    creator: str,
    description: str,
    language: str,
    at: datetime,
) -> bytes:
    """Return sheets, each a name, a head and rows, as XLSX. Every cell is text as it was given, never a formula."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = title
    book.properties.creator = creator
    book.properties.description = description
    book.properties.language = language
    book.properties.created = book.properties.modified = at.replace(tzinfo=None)
    for name, head, rows in sheets:
        _fill_sheet(book.create_sheet(name), head, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _with_apostrophes(text: str) -> str:
    parts, is_at_start = list[str](), True
    for character in text:
        if is_at_start and _starts_formula(character):
            parts.append("'")
        parts.append(character)
        is_at_start = character in _SEPARATORS or (is_at_start and _is_skipped(character))
    safe = "".join(parts)
    # Programs drop a tab or a line break at the start of a cell, and some then read what follows anew.
    return f"'{safe}" if safe[:1] in _SEPARATORS and safe != text else safe


def _starts_formula(character: str) -> bool:
    # Excel reads full-width signs like their narrow forms, which are their compatibility forms.
    return character == _MINUS_SIGN or unicodedata.normalize("NFKC", character)[:1] in {"=", "+", "-", "@"}


def _is_skipped(character: str) -> bool:
    """Tell whether a program may ignore a character at the start of a cell."""
    # Not only spaces: a quotation mark opens the cell, and control and zero-width characters are dropped.
    return character.isspace() or character in '"“”„«»' or unicodedata.category(character) in {"Cc", "Cf"}  # fmt: skip


def _fill_sheet(sheet: Worksheet, head: Sequence[str], rows: Rows) -> None:
    """Fill a sheet: frozen header row, column widths that fit the text, wrapped cells."""
    longest = [len(name) for name in head]
    for row_number, row in enumerate([head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            _fill_cell(sheet.cell(row_number, column), value, is_head=row_number == 1)
            longest[column - 1] = max(longest[column - 1], len(value))
    for column, length in enumerate(longest, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(length + 2, _NARROW), _WIDE)
    sheet.freeze_panes = "B2" if len(head) > 1 else "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _fill_cell(cell: Any, value: str, *, is_head: bool) -> None:
    """Write a value as text."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    cell.data_type = "s"
    # Without this mark, a text such as "=1" becomes a formula as soon as somebody edits its cell.
    cell.quotePrefix = _with_apostrophes(cell.value) != cell.value
    cell.alignment, cell.border = _TOP, _RULE
    cell.font = Font(name="Calibri", size=11, bold=is_head, color="FFFFFF" if is_head else "13211F")
    if is_head:
        cell.fill = _HEAD
