"""A policy as it was read: tables of cookies and the text around them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from consent.importing.errors import Fault, UnreadablePolicy

MOST_ROWS = 2000
LONGEST_CELL = 2000
MOST_FAULTS = 100

_COOKIES = re.compile(r"cookie|kaps(?:el|la|le)", re.IGNORECASE)
_FEWEST_WORDS = 30


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
    """A table of cookies; ``heading`` is the nearest heading above it, ``lead`` the text of its section."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: str = ""
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """The tables of a policy, and its text outside them. ``language`` is one of nb, nn, en, da, sv and de."""

    tables: tuple[Table, ...]
    text: str = ""
    language: str = "nb"

    def about_cookies(self) -> str:
        """Return the text right above the tables and the other paragraphs about cookies."""
        paragraphs = re.split(r"\n\s*\n", self.text)
        return "\n\n".join([*(table.lead for table in self.tables), *filter(_COOKIES.search, paragraphs)])

    def has_words(self) -> bool:
        """Tell whether there is a policy around the tables, more than a title."""
        return len(self.text.split()) >= _FEWEST_WORDS


@dataclass
class Faults:
    """Collect the faults of a file, to report all at once, at most ``MOST_FAULTS``."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.faults.append(Fault(line=line, message=message))
        if len(self.faults) >= MOST_FAULTS:
            self.refuse()

    def refuse(self) -> None:
        """Raise ``UnreadablePolicy`` if there is any fault."""
        if self.faults:
            raise UnreadablePolicy(sorted(self.faults, key=lambda fault: fault.line))


def squeeze(text: str) -> str:
    """Return a text with each run of white space replaced by a space."""
    return " ".join(text.split())


def is_row(cells: Iterable[str]) -> bool:
    """Tell whether any cell has text."""
    return any(cell.strip() for cell in cells)
