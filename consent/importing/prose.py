"""Cut rows with single spaces between the cells, by the values that each column allows."""

import re
from collections.abc import Sequence
from functools import cache

from consent.importing import terms
from consent.importing.document import Column
from consent.importing.names import Name, read_names
from privacy.law.lifetimes import LifetimeFlaw, is_lifetime, read_lifetime

_NAME = re.compile(r"[^\s,;|<>\"“”«»]{1,80}")
_HOST = re.compile(r"\.?(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_MOST_WORDS = 150
_FREE = frozenset({Column.PURPOSE, Column.DATA, Column.COUNTRY, Column.BASIS, Column.NOTICE, Column.OTHER, Column.TYPE})
_WORST = -10_000


def cut(line: str, columns: Sequence[Column], vendors: frozenset[str]) -> list[str] | None:
    """Return the cells of a line, or None if the line is no row of a table with these columns.

    Chooses the cut with the best score: a known vendor, category or lifetime beats an empty cell, and an empty cell
    beats words that the column does not allow.
    """
    words = line.split()
    if not words or len(words) > _MOST_WORDS:
        return None

    @cache
    def best(column: int, start: int) -> tuple[int, tuple[str, ...]]:
        if column == len(columns):
            return (0, ()) if start == len(words) else (_WORST, ())
        most: tuple[int, tuple[str, ...]] = (_WORST, ())
        for end in range(start, min(len(words), start + _longest(columns[column])) + 1):
            cell = " ".join(words[start:end])
            score = _score(columns[column], cell, vendors)
            if score > _WORST:
                rest, cells = best(column + 1, end)
                most = max(most, (score + rest, (cell, *cells)), key=lambda candidate: candidate[0])
        return most

    score, cells = best(0, 0)
    return list(cells) if score > _WORST // 2 and is_clearly_row(cells, columns) else None


def is_clearly_row(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether cells have a name, and a category or a lifetime in its column."""
    row = dict(zip(columns, cells, strict=False))
    names = read_names(row.get(Column.NAME, ""))
    if not names or not all(isinstance(name, Name) for name in names):
        return False
    if Column.CATEGORY in row and terms.is_category(row[Column.CATEGORY]):
        return True
    return is_lifetime(row.get(Column.LIFETIME, ""))


def _longest(column: Column) -> int:
    if column is Column.NAME:
        return 1
    return _MOST_WORDS if column in _FREE else 8


def _score(column: Column, cell: str, vendors: frozenset[str]) -> int:
    words = cell.count(" ") + 1 if cell else 0
    if column is Column.NAME:
        return 0 if _NAME.fullmatch(cell) else _WORST
    if column in _FREE:
        return 0
    if not cell:
        return -20
    if _fits(column, cell, vendors):
        return 10 * words
    # A vendor may be unknown; the other columns allow known values only, or none.
    return -25 * words if column is Column.VENDOR else _WORST


def _fits(column: Column, cell: str, vendors: frozenset[str]) -> bool:
    if column is Column.VENDOR:
        return cell.casefold() in vendors
    if column is Column.CATEGORY:
        return terms.is_category(cell)
    if column is Column.LIFETIME:
        return is_lifetime(cell) or read_lifetime(cell).flaw is LifetimeFlaw.MISSING
    if column is Column.PARTY:
        return terms.party(cell) is not None
    if column is Column.KIND:
        return terms.kind(cell) is not None
    return bool(_HOST.fullmatch(cell))
