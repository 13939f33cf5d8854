"""Rows in which a cell is missing, so that the others are not below their headings."""

from collections.abc import Callable, Sequence

from consent.importing import terms
from consent.importing.document import Column
from privacy.law.lifetimes import LifetimeFlaw, is_lifetime, read_lifetime

_FEWEST_WORDS = 4  # of a purpose
_TESTS: dict[Column, Callable[[str], bool]] = {
    Column.CATEGORY: terms.is_category,
    Column.KIND: lambda text: terms.kind(text) is not None,
    Column.PARTY: lambda text: terms.party(text) is not None,
}


def is_misplaced(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether the cell below the lifetime is none, and another cell is one."""
    return _below_lifetime(cells, columns) is not None and bool(_lifetimes(cells, columns))


def is_unclear(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether a sentence is below the lifetime and nothing below the purpose, so that a cell is missing before."""
    text = _below_lifetime(cells, columns)
    if not text or Column.PURPOSE not in columns or columns.index(Column.PURPOSE) < columns.index(Column.LIFETIME):
        return False
    purpose = cells[columns.index(Column.PURPOSE) :]
    return not any(cell.strip() for cell in purpose) and len(text.split()) >= _FEWEST_WORDS


def realigned(cells: Sequence[str], columns: Sequence[Column]) -> dict[Column, str]:
    """Return the cells by what they hold; none if several are lifetimes. What may be anything is left out."""
    lifetimes = _lifetimes(cells, columns)
    name = columns.index(Column.NAME)
    if len(lifetimes) != 1 or not cells[name].strip():
        return {}
    row = {Column.NAME: cells[name], Column.LIFETIME: cells[lifetimes[0]]}
    for number, cell in enumerate(cells):
        if number not in (name, lifetimes[0]) and cell.strip():
            column = next((column for column, test in _TESTS.items() if column in columns and test(cell)), None)
            is_behind = number > lifetimes[0] and columns[-1] is Column.PURPOSE
            if column is None and (is_behind or len(cell.split()) >= _FEWEST_WORDS or cell.endswith(".")):
                column = Column.PURPOSE
            if column is not None:
                row.setdefault(column, cell)
    return row


def _below_lifetime(cells: Sequence[str], columns: Sequence[Column]) -> str | None:
    """Return the text below the heading of the lifetime where it is none; None where it is one."""
    if Column.LIFETIME not in columns or Column.NAME not in columns or len(cells) <= columns.index(Column.NAME):
        return None
    text = "".join(cells[columns.index(Column.LIFETIME) :][:1])
    return text if read_lifetime(text).flaw in (LifetimeFlaw.UNKNOWN, LifetimeFlaw.MISSING) else None


def _lifetimes(cells: Sequence[str], columns: Sequence[Column]) -> list[int]:
    """Return the places of cells that are a length of time; “session” alone may be a kind of cookie."""
    name = columns.index(Column.NAME)
    return [
        number
        for number, cell in enumerate(cells)
        if number != name and is_lifetime(cell) and (read_lifetime(cell).seconds or 0) > 0
    ]
