"""Headings of tables of cookies, in the languages of ``words.toml``."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from consent.importing import words
from consent.importing.document import Column

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_COOKIE = re.compile(r"cookie|kapsel|kapsl")
_FEWEST_OTHERS = 2
_FEWEST_KNOWN, _MOST_UNKNOWN = 4, 2  # headings with single spaces between them, and words beside them
_LONGEST_HEADING = 60  # letters


@lru_cache(maxsize=8192)
def column_of(heading: str) -> Column:
    """Return the kind of column under a heading; ``OTHER`` if the heading is unknown."""
    if column := exact_column_of(heading):
        return column
    parts = words.plain(_ASIDE.sub(" ", heading)).split() if len(heading) <= _LONGEST_HEADING else []
    spans = [
        " ".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + _longest(), len(parts)) + 1)
    ]
    known = [span for span in spans if span in _columns()]
    return _columns()[max(known, key=len)] if known and len(parts) <= _longest() + 1 else Column.OTHER


@lru_cache(maxsize=8192)
def exact_column_of(heading: str) -> Column | None:
    """Return the kind of column under a heading of known words only, or None."""
    if len(heading) > _LONGEST_HEADING:
        return None
    return _columns().get(words.plain(heading)) or _columns().get(words.plain(_ASIDE.sub(" ", heading)))


def columns_of(headings: Sequence[str]) -> tuple[Column, ...]:
    """Return the kind of each column; a second column of the same kind is ``OTHER``, except for names."""
    columns: list[Column] = []
    for column in map(column_of, headings):
        is_second = column in columns and column is not Column.NAME
        columns.append(Column.OTHER if is_second else column)
    return tuple(columns)


def is_header(headings: Sequence[str]) -> bool:
    """Tell whether a table of cookies has these headings: a name and a lifetime, or a name and others like it."""
    columns = set(columns_of(headings))
    if Column.NAME not in columns:
        return False
    exact = sum(exact_column_of(heading) is not None for heading in headings if heading.strip())
    if exact * 2 < sum(bool(heading.strip()) for heading in headings):
        return False  # words in it look like headings; most do not
    if Column.LIFETIME in columns:
        return True
    others = columns - {Column.NAME, Column.OTHER}
    return len(others) >= _FEWEST_OTHERS or bool(others & {Column.PURPOSE, Column.KIND, Column.PARTY})


def is_header_but_for_name(headings: Sequence[str]) -> bool:
    """Tell whether all headings but one are known, none of them is for names, and one is for lifetimes."""
    columns = [exact_column_of(heading) for heading in headings]
    is_known = len(columns) > _FEWEST_OTHERS and columns.count(None) == 1
    return is_known and Column.LIFETIME in columns and Column.NAME not in columns


def says_cookie(text: str) -> bool:
    """Tell whether a heading or a sentence is about cookies."""
    return any(
        word in _cookie_words() or (_COOKIE.search(word) and word not in words.words("cookies", "brands"))
        for word in words.plain(text).split()
    )


def header_in_prose(line: str) -> tuple[Column, ...] | None:
    """Return the columns of headings with single spaces between them, or None if too many words are no headings."""
    rest = [word for word in line.split() if words.plain(word)]
    headings: list[str] = []
    unknown = 0
    if not rest or words.plain(rest[0]) not in _first_words():
        return None
    while rest:
        for length in range(min(_longest(), len(rest)), 0, -1):
            if words.plain(" ".join(rest[:length])) in _columns():
                headings.append(" ".join(rest[:length]))
                del rest[:length]
                break
        else:
            unknown += 1
            del rest[0]
    columns = columns_of(headings)
    names = sum(column is Column.NAME for column in columns)
    if unknown > (_MOST_UNKNOWN if len(headings) >= _FEWEST_KNOWN and Column.LIFETIME in columns else 0):
        return None
    return columns if names == 1 and is_header(headings) else None


@cache
def _columns() -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for column in Column:
        if column is not Column.OTHER:
            for phrase in words.phrases("columns", column.name):
                columns.setdefault(phrase, column)
    return columns


@cache
def _first_words() -> frozenset[str]:
    return frozenset(heading.split()[0] for heading in _columns())


@cache
def _longest() -> int:
    return max(heading.count(" ") for heading in _columns()) + 1


@cache
def _cookie_words() -> frozenset[str]:
    return words.words("cookies", "words")
