"""XLSX files in which no cell starts a formula. Import this where one is written: its library takes long to import."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from privacy.documents.spreadsheets import Rows, with_apostrophes

_HEAD = PatternFill("solid", fgColor="0B5A54")
_RULE = Border(bottom=Side(style="thin", color="D5DFDC"))
_TOP = Alignment(wrap_text=True, vertical="top")
_LONGEST_CELL = 32_767  # limit of the file format
_NARROW, _WIDE = 16, 46


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
    cell.quotePrefix = with_apostrophes(cell.value) != cell.value
    cell.alignment, cell.border = _TOP, _RULE
    cell.font = Font(name="Calibri", size=11, bold=is_head, color="FFFFFF" if is_head else "13211F")
    if is_head:
        cell.fill = _HEAD
