"""Cut rows with single spaces between the cells, by the values that each column allows."""

import re
from collections.abc import Sequence
from functools import cache

from consent.importing import terms
from consent.importing.document import Column
from consent.importing.names import Name, is_strong, read_names
from privacy.law.lifetimes import LifetimeFlaw, is_lifetime, read_lifetime

_NAME = re.compile(r"[^\s,;|<>\"“”«»]{1,80}")
_HOST = re.compile(r"\.?(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_MOST_WORDS = 150
_FREE = frozenset({Column.PURPOSE, Column.DATA, Column.COUNTRY, Column.BASIS, Column.NOTICE, Column.OTHER, Column.TYPE})
_KNOWN = frozenset({Column.CATEGORY, Column.LIFETIME, Column.PARTY, Column.KIND, Column.DOMAIN})
_WORST = -10_000
_MOST_WORDS_OF_A_NAME = 5
_PLAIN_WORD = re.compile(r"[A-ZÆØÅÄÖÜ]?[^\W\d_A-ZÆØÅÄÖÜ]+")


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
    return list(cells) if score > _WORST // 2 and _is_clearly_cut(cells, columns) else None


def is_clearly_row(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether cells have a name, and a category or a lifetime in its column."""
    row = dict(zip(columns, cells, strict=False))
    names = read_names(row.get(Column.NAME, ""))
    if not names or not all(isinstance(name, Name) for name in names):
        return False
    if Column.CATEGORY in row and terms.is_category(row[Column.CATEGORY]):
        return True
    return is_lifetime(row.get(Column.LIFETIME, ""))


def _is_clearly_cut(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether nothing but the name of a row can be in its first cell.

    A word such as “Third” can be the beginning of “Third party advertising”, unless the next cell is known. Several
    words are no name; their row is cut where both of its lifetime and its category are known, to be listed.
    """
    row = dict(zip(columns, cells, strict=False))
    name = row[Column.NAME]
    if " " in name:
        return terms.is_category(row.get(Column.CATEGORY, "")) and is_lifetime(row.get(Column.LIFETIME, ""))
    place = columns.index(Column.NAME) + 1
    after = cells[place] if place < len(cells) else ""
    is_known = _is_known(columns[place], after) if after else False
    return is_clearly_row(cells, columns) and (is_known or is_strong(name) or not _PLAIN_WORD.fullmatch(name))


def _longest(column: Column) -> int:
    if column is Column.NAME:
        return _MOST_WORDS_OF_A_NAME
    return _MOST_WORDS if column in _FREE else 8


def _score(column: Column, cell: str, vendors: frozenset[str]) -> int:
    words = cell.count(" ") + 1 if cell else 0
    if column is Column.NAME:
        return 0 if _NAME.fullmatch(cell) else -5 * words or _WORST
    if column is Column.TYPE and _is_known(column, cell):
        return 5
    if column in _FREE:
        return 0
    if not cell:
        return -20
    if _fits(column, cell, vendors):
        # “For one day. 2 years” is the end of a sentence and a lifetime.
        return 1 if column is Column.LIFETIME and ". " in cell else 10 * words
    # A vendor or a domain may be unknown; the other columns allow known values only, or none.
    return -25 * words if column in (Column.VENDOR, Column.DOMAIN) else _WORST


def _is_known(column: Column, cell: str) -> bool:
    if column is Column.TYPE:
        return terms.is_category(cell) or terms.kind(cell) is not None or terms.party(cell) is not None
    return column in _KNOWN and _fits(column, cell, frozenset())


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
