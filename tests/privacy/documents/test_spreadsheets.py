"""No cell of a file that leaves the site starts a formula, whichever program opens it."""

import csv
import io
import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from privacy.documents.spreadsheets import csv_text, safe_text
from privacy.documents.workbooks import workbook

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DELIMITERS = ";,\t|；，"  # noqa: RUF001
DANGEROUS = [
    "=1+2",
    "x;=1+2",
    "x,=1+2",
    "x;  =1+2",
    'x;"=1+2"',
    "first line\n=cmd|' /C x'!A0",
    "first line\r=1",
    "first line\u2028=1",
    "\t=1",
    "x\t@SUM(A1)",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff-1+1",
    "\x00=1",
    "＝1",  # noqa: RUF001
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠x",  # noqa: RUF001
    "﹢1+1",
    "\u22121+1",
    "x；＝1",  # noqa: RUF001
    "+1+cmd|' /C x'!A0",
    "-2+3",
    "@x",
    "+47-22-00-00-00",
]
READABLE = [
    "+47 22 00 00 00",
    "22 00 00 00",
    "-5",
    "-5.25",
    "kari@example.com",
    "a=b",
    "3-4",
    "Ja; nei",
    "",
    "2026-03-10",
]


def cells_in_some_program(text: str) -> list[str]:
    """Return every cell that a program may see: split at any separator, with and without regard to quotation marks."""
    cells = []
    for delimiter in DELIMITERS:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
                for cell in row:
                    cells += [cell, *re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029\t]", cell)]
    return cells


def starts_formula(cell: str) -> bool:
    bare = "".join(sign for sign in cell if unicodedata.category(sign) not in {"Cc", "Cf"}).lstrip(' \u00a0\u3000"')
    first = unicodedata.normalize("NFKC", bare[:1])[:1].replace("\u2212", "-")
    is_number = re.fullmatch(r"[+-]?\d[\d \u00a0]*(\.\d+)?", bare.strip('" '))
    return first in {"=", "+", "-", "@"} and not is_number


@pytest.mark.law("D-19")
@pytest.mark.parametrize("text", DANGEROUS)
def test_cell_that_would_start_a_formula_is_made_safe(text: str) -> None:
    assert any(map(starts_formula, cells_in_some_program(text))), "the case is dangerous as it was typed"
    assert not any(map(starts_formula, cells_in_some_program(csv_text([["name", text, text]]))))
    assert safe_text(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", READABLE)
def test_harmless_cell_is_left_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@＝＋；;,|\t\n\r \u00a0\u200b\u22121a\"'")))  # noqa: RUF001
def test_any_text_is_made_safe_and_only_once(text: str) -> None:
    assert not any(map(starts_formula, cells_in_some_program(csv_text([[text]]))))
    assert safe_text(safe_text(text)) == safe_text(text)


def test_heading_is_a_cell_like_any_other() -> None:
    assert csv_text([["=name", "x"], ["1", "2"]], line_end="\n") == "'=name,x\n1,2\n"


@pytest.mark.parametrize("text", [*DANGEROUS, "+1", "-1"])
def test_workbook_holds_the_text_as_a_text_that_stays_one(text: str) -> None:
    rows = [["x", text]]
    content = workbook([("Sheet", ["a", text], rows)], title="", creator="", description="", language="nb", at=NOW)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    for cell in (sheet["B1"], sheet["B2"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
