"""CSV files in which no cell starts a formula, whichever program opens them in whichever language."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

Rows = Iterable[Sequence[str]]

# Excel takes the separator of the computer's language, and not the file's quotation marks before it has found one: in
# Norwegian and German it splits at ";". Every character at which some program splits may therefore begin a cell.
_SEPARATORS = ";,|\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029；，｜"  # noqa: RUF001
_MINUS_SIGN = "\u2212"  # the minus of Norwegian number formats
# In Latin-1 nothing else is or has the form of a sign that starts a formula; of other characters each is looked at.
_MAY_START = re.compile("[=+\\-@\u0100-\U0010ffff]")
_NUMBER = re.compile(r"[+-]?\d[\d \u00a0]*(\.\d+)?")  # a telephone number or a figure: nothing to compute


def safe_text(text: str) -> str:
    """Return a text that starts no formula in a CSV file: an apostrophe is put before each sign that would.

    Telephone numbers and figures stay as they are. Applied twice, it changes nothing more.
    """
    return text if _NUMBER.fullmatch(text) else with_apostrophes(text)


def csv_text(rows: Iterable[Iterable[str]], *, line_end: str = "\r\n") -> str:
    """Return rows of texts as CSV, with commas; every cell is made safe."""
    written = io.StringIO()
    csv.writer(written, lineterminator=line_end).writerows([safe_text(cell) for cell in row] for row in rows)
    return written.getvalue()


def with_apostrophes(text: str) -> str:
    """Return a text with an apostrophe before each sign that would start a formula, in figures too."""
    if not _MAY_START.search(text):
        return text
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
