"""Lengths of time in running text, in the cells of tables, and in words."""

import pytest

from privacy.breaches.operations import NEAR_ALARMS
from privacy.law.durations import (
    Duration,
    days_left_in_words,
    duration_in_words,
    durations_in,
    hours_left_in_words,
    numbers_in,
    urgency,
)
from tests.words import says

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
        (71.9, f"71 {says('hours left')}", "deadline"),
        (48, f"48 {says('hours left')}", "deadline-near"),
        (24, f"24 {says('hours left')}", "deadline-close"),
        (6, f"6 {says('hours left')}", "deadline-now"),
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
