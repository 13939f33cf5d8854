"""The record of processing activities as a workbook, with one sheet for each part."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from privacy.record import pdf as words_of
from privacy.record.activities import Activity
from privacy.record.queries import Record

_HEAD = PatternFill("solid", fgColor="0B5A54")
_RULE = Border(bottom=Side(style="thin", color="D5DFDC"))
_TOP = Alignment(wrap_text=True, vertical="top")
_LONGEST_CELL = 32_767  # limit of the file format
_NARROW, _WIDE = 16, 46


def record_workbook(record: Record) -> bytes:
    """Return the record as XLSX, in the active language. Every cell is text, never a formula."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = words_of.title()
    book.properties.creator = record.name
    book.properties.description = words_of.lead(record)
    book.properties.language = record.language
    book.properties.created = book.properties.modified = record.as_of.replace(tzinfo=None)
    for name, head, rows in _parts(record, words_of.words()):
        _sheet(book.create_sheet(name), head, rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


Rows = Iterable[Sequence[str]]


def _parts(record: Record, words: dict[str, str]) -> list[tuple[str, list[str], Rows]]:
    def named(*names: str) -> list[str]:
        return [words[name] for name in names]

    purpose, what = named("purpose", "what")
    data = [purpose, what, _("Field"), _("Where it comes from"), words["ends"], _("Kept after erasure")]
    recipients = [purpose, words["recipient"], _("Legal entity"), *named("role", "does"), _("Stored in")]
    return [
        (_("Who decides"), [what, _("Value")], [[name, value or _("missing")] for name, value in record.controller]),
        (_("Purposes"), _purpose_head(words), [_purpose(one) for one in record.activities]),
        (_("Data"), data, _data(record)),
        (_("Recipients"), [*recipients, words["agreement"]], _recipients(record)),
        (_("Transfers"), named("recipient", "country", "tool", "status"), _transfers(record) or [named("no_transfer")]),
        (_("Time limits"), [purpose, what, *named("period", "from", "source")], _periods(record)),
        (_("Security"), named("measure", "fact", "status"), _measures(record, words)),
        (_("Missing"), named("missing"), [[one] for one in record.missing] or [named("nothing_missing")]),
    ]


def _transfers(record: Record) -> list[list[str]]:
    return [[one.name, leg.country, leg.tool, leg.status] for one in record.recipients for leg in one.transfers]


def _periods(record: Record) -> Rows:
    for one in record.activities:
        for each in one.periods:
            yield [one.title, each.what, each.period, each.counted_from, each.source]


def _measures(record: Record, words: dict[str, str]) -> Rows:
    for one in record.security:
        yield [one.title, one.fact, words["there"] if one.is_there else words["not_there"]]


def _purpose_head(words: dict[str, str]) -> list[str]:
    names = ("purpose", "scope", "basis", "balance", "subjects", "data", "devices", "recipients", "assessment")
    return [words[names[0]], _("Description"), *(words[name] for name in names[1:])]


def _purpose(one: Activity) -> list[str]:
    return [
        one.title,
        one.description,
        words_of.scope(one),
        f"{one.legal_basis}. {one.legal_note}".strip(),
        one.balance,
        one.subjects or _("missing"),
        one.data or _("missing"),
        "; ".join(one.on_devices),
        ", ".join(each.name for each in one.recipients) or _("Nobody outside the company."),
        f"{one.assessment} {one.assessment_note}".strip(),
    ]


def _data(record: Record) -> Rows:
    for one in record.activities:
        for held in one.held:
            for field in held.fields:
                yield [one.title, held.title, field["title"], field["origin"], held.rule_title, held.kept_after_erasure]


def _recipients(record: Record) -> Rows:
    for one in record.activities:
        for each in one.recipients:
            does = (
                f"{each.does} {_('Engaged by %(name)s.') % {'name': each.engaged_by}}" if each.engaged_by else each.does
            )
            yield [
                one.title,
                each.name,
                each.legal_entity,
                each.role,
                does,
                each.stored_in,
                each.agreement or _("missing"),
            ]


def _sheet(sheet: Worksheet, head: list[str], rows: Rows) -> None:
    """Fill a sheet: frozen header row, column widths that fit the text, wrapped cells."""
    longest = [len(name) for name in head]
    for row_number, row in enumerate([head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            _fill(sheet.cell(row_number, column), value, is_head=row_number == 1)
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


def _fill(cell: Any, value: str, *, is_head: bool) -> None:
    """Write a value as text."""
    # Formula injection: a spreadsheet must not compute a value that starts with = + - or @.
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    cell.alignment, cell.border = _TOP, _RULE
    cell.font = Font(name="Calibri", size=11, bold=is_head, color="FFFFFF" if is_head else "13211F")
    if is_head:
        cell.fill = _HEAD
