"""No small number can be read or worked out from what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.statistics.small_cells import publish

CELLS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 40), max_size=8)
LIMITS = st.integers(2, 12)

pytestmark = pytest.mark.law("P17")


@given(CELLS, LIMITS)
def test_nothing_small_is_shown_and_nothing_shown_is_changed(cells: dict[str, int], limit: int) -> None:
    seen = publish(cells, limit=limit)
    for name, count in seen.shown.items():
        assert count >= limit
        assert count == cells[name]
    assert set(seen.shown) | seen.small | seen.covering == {name for name, count in cells.items() if count}


@given(CELLS, LIMITS)
def test_total_minus_what_is_shown_is_no_single_cell_and_no_small_number(cells: dict[str, int], limit: int) -> None:
    seen = publish(cells, limit=limit)
    if seen.total is None:
        return
    rest = seen.total - sum(seen.shown.values())
    hidden = seen.small | seen.covering
    assert (rest == 0 and not hidden) or (rest >= limit and len(hidden) >= 2)


@given(CELLS, LIMITS)
def test_more_than_one_way_to_fill_in_what_is_hidden(cells: dict[str, int], limit: int) -> None:
    """Whoever knows which cells are small and the total finds no hidden cell's number, unless the limit is 2."""
    seen = publish(cells, limit=limit)
    if seen.total is None or not seen.small or limit == 2:
        return
    rest = seen.total - sum(seen.shown.values())
    lows = dict.fromkeys(seen.small, 1) | dict.fromkeys(seen.covering, limit)
    highs = dict.fromkeys(seen.small, limit - 1) | dict.fromkeys(seen.covering, rest)
    for name in seen.small | seen.covering:
        others = (seen.small | seen.covering) - {name}
        low = max(lows[name], rest - sum(highs[other] for other in others))
        high = min(highs[name], rest - sum(lows[other] for other in others))
        assert low <= cells[name] <= high


def test_single_small_cell_takes_the_next_smallest_along() -> None:
    seen = publish({"nb": 90, "en": 30, "nn": 2}, limit=5)
    assert seen.shown == {"nb": 90}
    assert (seen.small, seen.covering) == (frozenset({"nn"}), frozenset({"en"}))
    assert seen.total == 122


def test_table_of_one_small_cell_has_no_total() -> None:
    seen = publish({"nb": 3}, limit=5)
    assert seen.shown == {}
    assert seen.total is None


def test_two_small_cells_below_the_limit_together_take_a_third() -> None:
    assert publish({"a": 1, "b": 1, "c": 9, "d": 50}, limit=5).covering == {"c"}
    assert publish({"a": 4, "b": 4, "c": 9}, limit=5).covering == frozenset()
