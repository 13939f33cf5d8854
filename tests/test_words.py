"""The helper that looks words up fails where there are none: a test that uses it cannot hold by accident."""

import pytest

from tests.words import says


def test_words_are_looked_up_in_a_language_with_their_values() -> None:
    assert says("Accept all") == "Godta alle"
    assert says("You are subscribed") != says("You are subscribed", language="nn")
    assert says("page.withdrawn", context="journal") == "side tatt ned"
    assert says("%(shown)s of %(count)s shown", shown=1, count=12) == "1 av 12 vises"


def test_first_value_counts() -> None:
    one, many = "Send to %(number)s person", "Send to %(number)s people"
    assert says(one, many, number=1) == "Send til 1 person"
    assert says(one, many, number=2) == "Send til 2 personer"


@pytest.mark.parametrize("unknown", ["Nobody ever wrote this", "page.withdrawn"])
def test_message_that_is_not_there_is_an_error(unknown: str) -> None:
    with pytest.raises(LookupError, match="no words"):
        says(unknown)
    with pytest.raises(LookupError, match="no words"):
        says(unknown, f"{unknown} many", number=2)
