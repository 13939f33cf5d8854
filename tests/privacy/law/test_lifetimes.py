"""Lifetimes in the cells of tables, in the languages of ``lifetimes.toml``."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from privacy.law.durations import lifetime_in_words, write_lifetime
from privacy.law.errors import UnknownDuration
from privacy.law.lifetimes import (
    A_FEW_SECONDS,
    LifetimeFlaw,
    is_lifetime,
    parse_lifetime,
    read_lifetime,
)

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
        ("Sessionscookie", 0), ("Øktinformasjonskapsel", 0), ("Sitzungsende", 0), ("Durée de la session", 0),
        ("Istunnon ajan", 0), ("ved afslutning af session", 0), ("fine sessione", 0), ("al cerrar el navegador", 0),
        ("tot je de browser sluit", 0), ("När du stänger webbläsaren", 0), ("bis zum Schließen des Browsers", 0),
        ("13 mois max", 13 * MONTH), ("6 mnd.", 6 * MONTH), ("bis zu 2 Jahre", 2 * YEAR), ("10 minuuttia", 10 * MINUTE),
        ("Jusqu'à 13 mois", 13 * MONTH), ("op til 2 år", 2 * YEAR), ("enintään 2 vuotta", 2 * YEAR),
        ("ca. 13 mnd", 13 * MONTH), ("5 mesi 27 giorni", 177 * DAY), ("novanta giorni", 90 * DAY),
        ("Läuft nach 2 Jahren ab", 2 * YEAR), ("2 años", 2 * YEAR), ("2 jaar", 2 * YEAR), ("3 kk", 3 * MONTH),
        ("3,649 days", 3649 * DAY), ("half a year", YEAR // 2), ("et halvt år", YEAR // 2), ("½ år", YEAR // 2),
        ("365 days (1 year)", YEAR), ("A few seconds", A_FEW_SECONDS), ("Quelques secondes", A_FEW_SECONDS),
        ("30 minutt etter at du var aktiv", 30 * MINUTE), ("12 months / 1 year", 12 * MONTH),
        ("Persistent (2 Years)", 2 * YEAR), ("2 años (persistente)", 2 * YEAR), ("Dauerhaft, 1 Jahr", YEAR),
        ("Vedvarende – 30 dager", 30 * DAY), ("2 years from set/update", 2 * YEAR),
        ("Vert sletta når du lukkar nettlesaren", 0), ("när besökaren stänger sin webbläsare", 0),
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


@pytest.mark.parametrize(
    "written",
    ["Persistent", "permanent", "Vedvarende", "evig", "never expires", "9999 years", "Dauerhaft", "Until deleted",
     "Ihållande", "pysyvä", "persistant", "indefinita", "onbeperkt", "sin caducidad", "Beständig", "Persistent cookie"],
)  # fmt: skip
def test_lifetime_without_end_is_named(written: str) -> None:
    assert (read_lifetime(written).seconds, read_lifetime(written).flaw) == (None, LifetimeFlaw.ENDLESS)


@pytest.mark.parametrize(
    ("written", "choices"),
    [("Session / 1 an", (0, YEAR)), ("1-10 Jahre", (YEAR, 10 * YEAR)), ("2 jaar / 24 uur", (2 * YEAR, DAY)),
     ("1 day, 2 years", (DAY, 2 * YEAR)), ("2 years (session)", (2 * YEAR, 0))],
)  # fmt: skip
def test_more_than_one_lifetime_is_asked_about(written: str, choices: tuple[int, ...]) -> None:
    reading = read_lifetime(written)
    assert (reading.seconds, reading.flaw, reading.choices) == (None, LifetimeFlaw.SEVERAL, choices)


@pytest.mark.parametrize("written", ["År 2038", "17.12.2036", "19 January 2038", "2038", "2038-01-19"])
def test_day_on_which_it_ends_for_everybody_is_no_lifetime(written: str) -> None:
    assert (read_lifetime(written).seconds, read_lifetime(written).flaw) == (None, LifetimeFlaw.FIXED_END)


@pytest.mark.parametrize("written", ["Identifiserer", "2 bananas", "ein halvtime", "en dato", "1", "år"])
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
