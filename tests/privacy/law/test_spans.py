"""Lengths of time and numbers, read from words in every language of the site."""

import pytest

from privacy.law.spans import DAY, Span, found_in, numbers_in


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("30 dager, aldri mer enn én måned", "nb", {Span(minutes=30 * DAY), Span(months=1)}),
        ("30 dagar, aldri meir enn éin månad", "nn", {Span(minutes=30 * DAY), Span(months=1)}),
        ("30 days, never more than one month", "en", {Span(minutes=30 * DAY), Span(months=1)}),
        ("tre og et halvt år etter årets slutt", "nb", {Span(months=42)}),
        ("3,5 år", "nb", {Span(months=42)}),
        ("three and a half years", "en", {Span(months=42)}),
        ("to veker", "nn", {Span(minutes=14 * DAY)}),
        ("seven days", "en", {Span(minutes=7 * DAY)}),
        ("innen 72 timer", "nb", {Span(minutes=3 * DAY)}),
        ("12 månader, blir avslutta av ein leiar", "nn", {Span(months=12)}),
        ("kontrolleres hver natt, per dag", "nb", set()),
        ("13 jours", "fr", set()),
    ],
)
def test_lengths_of_time_are_read(text: str, language: str, wanted: set[Span]) -> None:
    assert found_in(text, language) == wanted


def test_a_week_is_seven_days_and_a_year_twelve_months() -> None:
    assert found_in("en uke", "nb") == found_in("7 days", "en")
    assert found_in("5 år", "nb") == found_in("60 months", "en")


def test_numbers_are_the_same_in_words_and_figures() -> None:
    assert (
        numbers_in("etter sju dager, og tall under fem", "nb") == {7, 5} == numbers_in("after 7 days, below five", "en")
    )
    assert numbers_in("en leder og ei side", "nb") == set()
    assert numbers_in("sept jours", "fr") is None
