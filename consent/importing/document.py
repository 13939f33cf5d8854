"""A policy as it was read: its rows, its columns, and the words around them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from consent.importing.errors import Fault, UnreadablePolicy

MOST_ROWS = 2000
LONGEST_CELL = 2000
MOST_FAULTS = 100

_COOKIES = re.compile(r"cookie|kaps(?:el|la|le)", re.IGNORECASE)
_FEWEST_WORDS = 30


class Column(Enum):
    """What a column of a table of cookies says."""

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
    TYPE = auto()  # a category, a kind or a party: the cells decide
    OTHER = auto()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: the line of the file that it begins on (from 1), and its cells."""

    line: int
    cells: Mapping[Column, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of cookies; ``heading`` is what stands above it, ``lead`` the text of its section of the policy."""

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
        """Return what the policy says right above the tables, and wherever else it speaks of cookies."""
        paragraphs = re.split(r"\n\s*\n", self.text)
        return "\n\n".join([*(table.lead for table in self.tables), *filter(_COOKIES.search, paragraphs)])

    def has_words(self) -> bool:
        """Tell whether there is a policy around the tables, and not just a title."""
        return len(self.text.split()) >= _FEWEST_WORDS

    def rows(self) -> Iterator[tuple[Table, Row]]:
        for table in self.tables:
            for row in table.rows:
                yield table, row


@dataclass
class Faults:
    """Collects what cannot be read, and refuses all of it at the end, or when nobody would read on."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.found.append(Fault(line=line, message=message))
        if len(self.found) >= MOST_FAULTS:
            self.refuse()

    def refuse(self) -> None:
        """Raise ``UnreadablePolicy`` if there is any fault."""
        if self.found:
            raise UnreadablePolicy(sorted(self.found, key=lambda fault: fault.line))


def squeeze(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def is_row(cells: Iterable[str]) -> bool:
    """Tell whether any cell says something."""
    return any(cell.strip() for cell in cells)
