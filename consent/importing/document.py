"""A policy as it was read: tables of cookies and the text around them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from consent.importing.reasons import Reason

MOST_ROWS = 2000
LONGEST_CELL = 2000

_COOKIES = re.compile(r"cookie|kaps(?:el|la|le)|eväste|kak(?:a|or)\b|traceur", re.IGNORECASE)
_FEWEST_WORDS = 30
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_ORDINARY = str.maketrans("\u00a0\u2007\u2009\u202f\x0c\x0b\u2028\u2029\u2011\u2010", "    \n\n\n\n--")


class Column(Enum):
    """The kinds of columns in a table of cookies."""

    NAME = auto()
    VENDOR = auto()
    CATEGORY = auto()
    LIFETIME = auto()
    PURPOSE = auto()
    DOMAIN = auto()
    PARTY = auto()
    KIND = auto()
    DATA = auto()
    COUNTRY = auto()
    BASIS = auto()
    NOTICE = auto()
    TYPE = auto()  # a category, a kind or a party, depending on the cells
    OTHER = auto()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: its first line in the file (from 1), and its cells."""

    line: int
    cells: Mapping[Column, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of cookies.

    ``heading`` is the nearest heading above it, ``category`` the nearest that names a category, ``lead`` the text of
    its section. ``is_certain``: the table itself says that it is about cookies, so that any word can be a name.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: str = ""
    category: str = ""
    lead: str = ""
    is_certain: bool = True


@dataclass(frozen=True, kw_only=True)
class SkippedRow:
    """A row that is not taken: its first line in the file, the text that is no name, and why.

    ``detail`` is what the register says of a row that it refuses.
    """

    line: int
    text: str
    reason: Reason
    detail: str = ""

    @property
    def words(self) -> str:
        """The reason in the active language."""
        return f"{self.reason.text} {self.detail}".strip()


@dataclass(frozen=True, kw_only=True)
class Document:
    """The tables of a policy, and its text outside them. ``language`` is a code of ``words.toml``."""

    tables: tuple[Table, ...]
    skipped: tuple[SkippedRow, ...] = ()
    text: str = ""
    language: str = "nb"

    def about_cookies(self) -> str:
        """Return the text right above the tables and the other paragraphs about cookies."""
        paragraphs = re.split(r"\n\s*\n", self.text)
        return "\n\n".join([*(table.lead for table in self.tables), *filter(_COOKIES.search, paragraphs)])

    def has_words(self) -> bool:
        """Tell whether there is a policy around the tables, more than a title."""
        return len(self.text.split()) >= _FEWEST_WORDS


def readable(text: str) -> str:
    """Return a text without characters that nobody sees, and with ordinary spaces and hyphens."""
    return _INVISIBLE.sub("", text.translate(_ORDINARY))


def squeeze(text: str) -> str:
    """Return a text with each run of white space replaced by a space."""
    return " ".join(text.split())


def is_row(cells: Iterable[str]) -> bool:
    """Tell whether any cell has text."""
    return any(cell.strip() for cell in cells)
