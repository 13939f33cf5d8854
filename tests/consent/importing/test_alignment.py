"""Rows in which a cell is missing."""

from consent.importing.alignment import is_misplaced, is_unclear, realigned
from consent.importing.document import Column

COLUMNS = (Column.NAME, Column.CATEGORY, Column.VENDOR, Column.LIFETIME, Column.PURPOSE)


def test_lifetime_left_of_its_column_is_moved_back() -> None:
    cells = ("_ga", "statistics", "2 years", "Counts visits.", "")
    assert is_misplaced(cells, COLUMNS)
    assert realigned(cells, COLUMNS) == {
        Column.NAME: "_ga", Column.CATEGORY: "statistics", Column.LIFETIME: "2 years", Column.PURPOSE: "Counts visits.",
    }  # fmt: skip


def test_row_below_its_headings_is_left_alone() -> None:
    assert not is_misplaced(("_ga", "statistics", "Acme", "see Acme", "Counts visits."), COLUMNS)
    assert not is_misplaced(("_ga", "statistics", "2 years", "1 day", "Counts visits."), COLUMNS)


def test_two_lifetimes_are_not_realigned() -> None:
    assert realigned(("_ga", "1 day", "2 years", "see Acme", ""), COLUMNS) == {}


def test_sentence_below_the_lifetime_is_unclear() -> None:
    assert is_unclear(("_ga", "statistics", "Acme", "It counts all the visits.", ""), COLUMNS)
    assert not is_unclear(("_ga", "statistics", "Acme", "it depends on Acme", "Counts visits."), COLUMNS)
