"""Lines of text that can be parts of a row: labels, names, lifetimes and categories."""

import re
from dataclasses import dataclass

from consent.importing import terms
from consent.importing.blocks import LOWEST, TextLine
from consent.importing.columns import exact_column_of
from consent.importing.document import Column, Row, SkippedRow
from consent.importing.names import Name, Vendors, is_known, read_names
from privacy.law.lifetimes import LifetimeFlaw, read_lifetime

BULLET = re.compile(r"^(?:[•·‣▪◦*–—-]|\d+[.)])\s+")
LONGEST_VALUE = 600
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LONGEST_LABEL = 60
_LONGEST_NAMES = 100


@dataclass(frozen=True, kw_only=True)
class LineRows:
    """Rows with the position after them; ``categories`` are the headings that were met on the way, one for each row.

    ``skipped`` are rows that are not taken.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    end: int
    categories: tuple[str, ...] = ()
    is_certain: bool = True
    skipped: tuple[SkippedRow, ...] = ()


def label_of(text: str) -> tuple[Column | None, str | None]:
    """Return the column that a line names, and the value behind the colon; None for a value on the next line."""
    label, colon, value = text[:LONGEST_VALUE].partition(":")
    if len(label) > _LONGEST_LABEL or len(text) > LONGEST_VALUE:
        return None, None
    if not colon or not value.strip():
        return exact_column_of(label), None
    column = exact_column_of(BULLET.sub("", label))
    return column, value.strip() if column else None


def is_name_line(text: str, vendors: Vendors) -> bool:
    """Tell whether a line is nothing but names."""
    return len(text) <= _LONGEST_NAMES and label_of(text)[0] is None and are_names(text, vendors)


def are_names(text: str, vendors: Vendors) -> bool:
    """Tell whether every part of a text is a name."""
    parts = read_names(text, vendors)
    return all(isinstance(part, Name) for part in parts) and not _SENTENCE.search(text)


def is_sure_name(text: str) -> bool:
    """Tell whether a name is known or has an underscore; “iPhone” and other products have the form of a name too."""
    return "_" in text or is_known(text)


def category_of(line: TextLine) -> str:
    """Return the category that a heading names, or an empty text."""
    if 0 < line.level < LOWEST or terms.is_category(line.text):
        return terms.category_in(line.text)
    return ""


def is_lifetime_line(text: str) -> bool:
    """Tell whether a line is a lifetime, also one that no single number can hold: “30 days after you were active”."""
    reading = read_lifetime(text)
    return reading.flaw not in (LifetimeFlaw.UNKNOWN, LifetimeFlaw.MISSING) or text.strip() in ("-", "–", "—")
