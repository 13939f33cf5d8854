"""Lengths of time in running text, in the cells of tables, and in words."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from privacy.breaches.operations import NEAR_ALARMS
from privacy.law.durations import (
    Duration,
    LifetimeFlaw,
    days_left_in_words,
    duration_in_words,
    durations_in,
    hours_left_in_words,
    is_lifetime,
    lifetime_in_words,
    numbers_in,
    parse_lifetime,
    read_lifetime,
    urgency,
    write_lifetime,
)
from privacy.law.errors import UnknownDuration

MINUTE, HOUR, DAY = 60, 3600, 86400
MONTH, YEAR = 30 * DAY, 365 * DAY


@pytest.mark.parametrize(
    ("text", "language", "durations"),
    [
        ("30 dager, aldri mer enn én måned", "nb", {Duration.of(30, "day"), Duration(months=1)}),
        ("30 dagar, aldri meir enn éin månad", "nn", {Duration.of(30, "day"), Duration(months=1)}),
        ("30 days, never more than one month", "en", {Duration.of(30, "day"), Duration(months=1)}),
        ("tre og et halvt år etter årets slutt", "nb", {Duration(months=42)}),
        ("3,5 år", "nb", {Duration(months=42)}),
        ("three and a half years", "en", {Duration(months=42)}),
        ("to veker", "nn", {Duration.of(14, "day")}),
        ("seven days", "en", {Duration.of(7, "day")}),
        ("fem virkedager", "nb", {Duration.of(5, "day")}),
        ("innen 72 timer", "nb", {Duration.of(3, "day")}),
        ("12 månader, blir avslutta av ein leiar", "nn", {Duration(months=12)}),
        ("erased within 30 dager", "en", {Duration.of(30, "day")}),
        ("one time, and a second copy", "en", set()),
        ("kontrolleres hver natt, per dag", "nb", set()),
        ("13 jours", "fr", set()),
    ],
)
def test_durations_in_running_text(text: str, language: str, durations: set[Duration]) -> None:
    assert durations_in(text, language) == durations


def test_a_week_is_seven_days_and_a_year_twelve_months() -> None:
    assert durations_in("en uke", "nb") == durations_in("7 days", "en")
    assert durations_in("5 år", "nb") == durations_in("60 months", "en")


def test_numbers_are_the_same_in_words_and_figures() -> None:
    assert (
        numbers_in("etter sju dager, og tall under fem", "nb") == {7, 5} == numbers_in("after 7 days, below five", "en")
    )
    assert numbers_in("en leder og ei side", "nb") == set()
    assert numbers_in("sept jours", "fr") is None


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
    assert read_lifetime(written).seconds == seconds
    assert read_lifetime(written).flaw is None


@pytest.mark.parametrize(
    ("written", "seconds", "meant"),
    [
        ("2 minutrtter", 2 * MINUTE, "minutter"), ("6 månender", 6 * MONTH, "måneder"), ("1 yaer", YEAR, "year"),
        ("3 dagger", 3 * DAY, "dager"), ("13 monhts", 13 * MONTH, "months"),
    ],
)  # fmt: skip
def test_a_misspelt_unit_is_taken_for_the_nearest(written: str, seconds: int, meant: str) -> None:
    reading = read_lifetime(written)
    assert (reading.seconds, reading.flaw, reading.meant) == (seconds, LifetimeFlaw.MISSPELT, meant)


@pytest.mark.parametrize("written", ["", " ", "-", "–", "n/a", "ukjent", "unknown", "?"])
def test_empty_cell_is_missing(written: str) -> None:
    assert read_lifetime(written).flaw is LifetimeFlaw.MISSING


@pytest.mark.parametrize("written", ["Persistent", "permanent", "Vedvarende", "evig", "never expires", "9999 years"])
def test_lifetime_without_end_is_named(written: str) -> None:
    assert (read_lifetime(written).seconds, read_lifetime(written).flaw) == (None, LifetimeFlaw.ENDLESS)


@pytest.mark.parametrize("written", ["Identifiserer", "17.12.2036", "2 bananas", "ein halvtime", "en dato", "1", "år"])
def test_other_words_are_unknown(written: str) -> None:
    assert (read_lifetime(written).seconds, read_lifetime(written).flaw) == (None, LifetimeFlaw.UNKNOWN)
    assert not is_lifetime(written)


UNITS = st.sampled_from([MINUTE, HOUR, DAY, MONTH, YEAR])


@given(st.integers(1, 60), UNITS, st.sampled_from(["nb", "nn", "en"]))
def test_lifetime_in_words_is_read_back(number: int, unit: int, language: str) -> None:
    with translation.override(language):
        words = lifetime_in_words(number * unit)
    assert read_lifetime(words).seconds == number * unit, words
    assert read_lifetime(words.upper()).seconds == number * unit, words
    assert is_lifetime(words)


@given(st.integers(1, 1000), st.sampled_from([("dager", DAY), ("days", DAY), ("timar", HOUR), ("weeks", 7 * DAY)]),
       st.integers(1, 11), st.sampled_from([("minutter", MINUTE), ("minutes", MINUTE), ("min", MINUTE)]),
       st.sampled_from([", ", " og ", " and ", " ", " + "]))  # fmt: skip
def test_sums_are_read(many: int, large: tuple[str, int], few: int, small: tuple[str, int], joint: str) -> None:
    assert read_lifetime(f"{many} {large[0]}{joint}{few} {small[0]}").seconds == many * large[1] + few * small[1]


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    reading = read_lifetime(text)
    assert reading.seconds is None or 0 <= reading.seconds <= 2_147_483_647
    assert (reading.seconds is None) <= (reading.flaw is not None)
    is_lifetime(text)


@pytest.mark.parametrize(
    ("written", "norwegian", "english"),
    [
        ("30 minutes", "30 minutter", "30 minutes"),
        ("8 hours", "8 timer", "8 hours"),
        ("7 days", "7 dager", "7 days"),
        ("6 months", "6 måneder", "6 months"),
        ("13 months", "13 måneder", "13 months"),
        ("1 year", "1 år", "1 year"),
        ("session", "til du lukker nettleseren", "until you close the browser"),
        ("", "ukjent", "not known"),
    ],
)
def test_lifetimes_are_parsed_and_said(written: str, norwegian: str, english: str) -> None:
    seconds = parse_lifetime(written)
    with translation.override("nb"):
        assert lifetime_in_words(seconds) == norwegian
    with translation.override("en"):
        assert lifetime_in_words(seconds) == english


@pytest.mark.parametrize("written", ["2 minutrtter", "2 bananas", "never", "unknown"])
def test_lifetime_with_a_flaw_is_refused(written: str) -> None:
    with pytest.raises(UnknownDuration):
        parse_lifetime(written)


@given(st.integers(0, 2_147_483_647))
def test_written_lifetime_loses_nothing(seconds: int) -> None:
    assert parse_lifetime(write_lifetime(seconds)) == seconds


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ["1 dag", "2 dager", "1 måned", "2 måneder", "1200 timer"]),
        ("nn", ["1 dag", "2 dagar", "1 månad", "2 månader", "1200 timar"]),
        ("en", ["1 day", "2 days", "1 month", "2 months", "1200 hours"]),
        ("sv", ["1 dygn", "2 dygn", "1 månad", "2 månader", "1200 timmar"]),
        ("de", ["1 Tag", "2 Tage", "1 Monat", "2 Monate", "1200 Stunden"]),
    ],
)
def test_durations_are_written_in_a_language(language: str, words: list[str]) -> None:
    assert words == [
        duration_in_words(1, "day", language), duration_in_words(2, "day", language),
        duration_in_words(1, "month", language), duration_in_words(2, "month", language),
        duration_in_words(1200, "hour", language),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "words", "name"),
    [
        (8, "8 dager igjen", "deadline"),
        (7, "7 dager igjen", "deadline-near"),
        (3, "3 dager igjen", "deadline-close"),
        (1, "1 dag igjen", "deadline-now"),
        (0, "i dag", "deadline-now"),
        (-1, "1 dag over fristen", "deadline-now"),
        (-30, "30 dager over fristen", "deadline-now"),
    ],
)
def test_days_left(left: int, words: str, name: str) -> None:
    assert days_left_in_words(left) == words
    assert urgency(left, (7, 3, 1)) == name


@pytest.mark.parametrize(
    ("left", "words", "name"),
    [
        (71.9, "71 timer igjen", "deadline"),
        (48, "48 timer igjen", "deadline-near"),
        (24, "24 timer igjen", "deadline-close"),
        (6, "6 timer igjen", "deadline-now"),
        (1.99, "1 time igjen", "deadline-now"),
        (0.51, "30 minutter igjen", "deadline-now"),
        (0, "0 timer over fristen", "deadline-now"),
        (-0.1, "1 time over fristen", "deadline-now"),
        (-30, "30 timer over fristen", "deadline-now"),
    ],
)
def test_clock_in_words_never_promises_more_than_there_is(left: float, words: str, name: str) -> None:
    assert hours_left_in_words(left * 3600) == words
    assert urgency(left, NEAR_ALARMS) == name
