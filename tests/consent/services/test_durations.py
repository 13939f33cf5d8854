"""Lifetimes as people write them."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consent.services.durations import Flaw, is_exact, read
from consent.services.lifetimes import in_words

MINUTE, HOUR, DAY = 60, 3600, 86400
MONTH, YEAR = 30 * DAY, 365 * DAY


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30 minutter", 30 * MINUTE), ("Kun sesjon", 0), ("6 måneder", 6 * MONTH), ("1 år", YEAR),
        ("13 months", 13 * MONTH), ("session", 0), ("Session", 0), ("End of session", 0), ("Økt", 0),
        ("1 year, 1 month", YEAR + MONTH), ("1 år og 1 måned", YEAR + MONTH), ("90 days", 90 * DAY),
        ("24 timer", DAY), ("400 dager", 400 * DAY), ("seks månader", 6 * MONTH), ("ei veke", 7 * DAY),
        ("én måned", MONTH), ("eitt år", YEAR), ("ten days", 10 * DAY), ("to veker", 14 * DAY), ("2y", 2 * YEAR),
        ("30min", 30 * MINUTE), ("1,5 år", round(1.5 * YEAR)), ("1 year 1 month 4 days", YEAR + MONTH + 4 * DAY),
        ("inntil 2 år", 2 * YEAR), ("30 days from the last visit", 30 * DAY), ("30 minutes of inactivity", 30 * MINUTE),
        ("2 døgn", 2 * DAY), ("1 minutt (fornyes)", MINUTE), ("til du lukker nettleseren", 0),
    ],
)  # fmt: skip
def test_lifetimes_are_read(written: str, seconds: int) -> None:
    assert read(written).seconds == seconds
    assert read(written).flaw is None


@pytest.mark.parametrize(
    ("written", "seconds", "meant"),
    [
        ("2 minutrtter", 2 * MINUTE, "minutter"), ("6 månender", 6 * MONTH, "måneder"), ("1 yaer", YEAR, "year"),
        ("3 dagger", 3 * DAY, "dager"), ("13 monhts", 13 * MONTH, "months"),
    ],
)  # fmt: skip
def test_a_misspelt_unit_is_taken_for_the_nearest(written: str, seconds: int, meant: str) -> None:
    reading = read(written)
    assert (reading.seconds, reading.flaw, reading.meant) == (seconds, Flaw.MISSPELT, meant)


@pytest.mark.parametrize("written", ["", " ", "-", "–", "n/a", "ukjent", "unknown", "?"])
def test_nothing_is_missing(written: str) -> None:
    assert read(written).flaw is Flaw.MISSING


@pytest.mark.parametrize("written", ["Persistent", "permanent", "Vedvarende", "evig", "never expires", "9999 years"])
def test_what_does_not_end_is_told(written: str) -> None:
    assert (read(written).seconds, read(written).flaw) == (None, Flaw.ENDLESS)


@pytest.mark.parametrize("written", ["Identifiserer", "17.12.2036", "2 bananas", "ein halvtime", "en dato", "1", "år"])
def test_what_is_no_lifetime_is_unknown(written: str) -> None:
    assert (read(written).seconds, read(written).flaw) == (None, Flaw.UNKNOWN)
    assert not is_exact(written)


UNITS = st.sampled_from([MINUTE, HOUR, DAY, MONTH, YEAR])


@given(st.integers(1, 60), UNITS, st.sampled_from(["nb", "nn", "en"]))
def test_what_the_site_says_is_read_back(number: int, unit: int, language: str) -> None:
    with translation.override(language):
        words = in_words(number * unit)
    assert read(words).seconds == number * unit, words
    assert read(words.upper()).seconds == number * unit, words
    assert is_exact(words)


@given(st.integers(1, 1000), st.sampled_from([("dager", DAY), ("days", DAY), ("timar", HOUR), ("weeks", 7 * DAY)]),
       st.integers(1, 11), st.sampled_from([("minutter", MINUTE), ("minutes", MINUTE), ("min", MINUTE)]),
       st.sampled_from([", ", " og ", " and ", " ", " + "]))  # fmt: skip
def test_sums_are_read(many: int, large: tuple[str, int], few: int, small: tuple[str, int], joint: str) -> None:
    assert read(f"{many} {large[0]}{joint}{few} {small[0]}").seconds == many * large[1] + few * small[1]


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    reading = read(text)
    assert reading.seconds is None or 0 <= reading.seconds <= 2_147_483_647
    assert (reading.seconds is None) <= (reading.flaw is not None)
    is_exact(text)
