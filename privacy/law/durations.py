"""Durations: parsing of running text, and formatting in the active language.

Babel formats them, so that a new language of the site needs no words here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Literal

from babel import Locale
from babel.units import format_unit
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

SESSION = 0  # the lifetime of an item that is kept until the browser is closed
LONGEST_SECONDS = 2_147_483_647  # the largest value of the column: 68 years

UNIT_SECONDS: Mapping[Unit, int] = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400,
}  # fmt: skip
_MONTHS: Mapping[Unit, int] = {"month": 1, "year": 12}

# Each unit in Norwegian and English.
_UNIT_WORDS: Mapping[Unit, str] = {
    "second": "sekund sekunder sekundar second seconds",
    "minute": "minutt minutter minuttar minute minutes",
    "hour": "time timer timar hour hours",
    "day": "dag dager dagar døgn day days",
    "week": "uke uker veke veker week weeks",
    "month": "måned måneder månad månader månadar month months",
    "year": "år year years",
}
# "no" is bokmål and nynorsk together, because people mix their forms.
_NUMBER_WORDS: Mapping[str, Mapping[str, int]] = {
    "no": {
        "en": 1, "én": 1, "ein": 1, "éin": 1, "ei": 1, "éi": 1, "et": 1, "ett": 1, "eit": 1, "eitt": 1, "to": 2,
        "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11,
        "tolv": 12, "fjorten": 14, "femten": 15, "atten": 18, "tjue": 20, "tretti": 30, "tredve": 30, "førti": 40,
        "femti": 50, "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90, "hundre": 100,
    },
    "en": {
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20,
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
    },
}  # fmt: skip
# An article counts a unit ("a day"), but alone it is no number that a translation must repeat.
_ARTICLES = frozenset({"en", "ein", "ei", "et", "eit", "a", "an"})


# Durations in running text. Months are calendar months, as in the law and the retention rules.

_RUNNING_TEXT = {"nb": "no", "nn": "no", "en": "en"}
_WORKING_DAYS = r"(?:arbeids|virke|yrke)?"
_AND_A_HALF = r"\s+(?:og|and)\s+(?:en|ein|et|eit|a)\s+hal(?:vt|v|f)"


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A duration in seconds or calendar months; a week is seven days and a year is twelve months."""

    seconds: int = 0
    months: int = 0

    @classmethod
    def of(cls, count: float, unit: Unit) -> "Duration":
        """Return the duration of a number of units."""
        if unit in _MONTHS:
            return cls(months=round(count * _MONTHS[unit]))
        return cls(seconds=round(count * UNIT_SECONDS[unit]))


def durations_in(text: str, language: str) -> set[Duration]:
    """Return the durations in a text; empty for a language whose words are unknown here."""
    family = _RUNNING_TEXT.get(language)
    if family is None:
        return set()
    numbers, units = _NUMBER_WORDS[family], _running_units(family)
    return {
        Duration.of(_count(count, numbers) + (0.5 if half else 0), units[unit])
        for count, half, unit in re.findall(_pattern(family), text.lower())
    }


def numbers_in(text: str, language: str) -> set[int] | None:
    """Return the numbers from two up in a text, as digits or words; None for a language with unknown words."""
    words = _NUMBER_WORDS.get(_RUNNING_TEXT.get(language, ""))
    if words is None:
        return None
    spelt = {words[word] for word in re.findall(r"[a-zæøåé]+", text.lower()) if word in words and word not in _ARTICLES}
    return {number for number in spelt | {int(digits) for digits in re.findall(r"\d+", text)} if number > 1}


@cache
def _pattern(family: str) -> str:
    number = rf"\d+(?:[.,]\d+)?|{'|'.join(_NUMBER_WORDS[family])}"
    unit = "|".join(_running_units(family))
    calendar = r"(?:calendar|kalender|working)\s*"
    return rf"(?<![\w,.])({number})({_AND_A_HALF})?\s+(?:{calendar})?{_WORKING_DAYS}({unit})\b"


def _running_units(family: str) -> dict[str, Unit]:
    """Return the units of time in all languages of the site, by word."""
    # Of all languages, so that a text that was left untranslated is noticed.
    units = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
    # English has other senses for “a second copy” and “one time”.
    return {word: unit for word, unit in units.items() if unit != "second" and (family, word) != ("en", "time")}


def _count(text: str, words: Mapping[str, int]) -> float:
    return words[text] if text in words else float(text.replace(",", "."))


# Durations in words.

# CLDR has “døgn” (24 hours, not a calendar day) for a day, and “månadar” where most people write “månader”.
_NORWEGIAN: Mapping[tuple[str, Unit], tuple[str, str]] = {
    ("nb", "day"): ("dag", "dager"),
    ("nn", "day"): ("dag", "dagar"),
    ("nn", "month"): ("månad", "månader"),
}
_WHOLE_UNITS: tuple[Unit, ...] = ("year", "month", "day", "hour")
_EXACT_UNITS: tuple[Unit, ...] = ("day", "hour", "minute", "second")


def duration_in_words(count: int, unit: Unit, language: str | None = None) -> str:
    """Return a text such as “30 days”, by default in the active language."""
    locale = Locale.parse(language or get_language() or "en", sep="-")
    if forms := _NORWEGIAN.get((locale.language, unit)):
        return f"{count} {forms[count != 1]}"
    return format_unit(count, f"duration-{unit}", length="long", format="0", locale=locale)


def lifetime_in_words(seconds: int | None) -> str:
    """Return the lifetime of an item in a browser, in words; rounded down below an hour."""
    if seconds is None:
        return _("not known")
    if seconds == SESSION:
        return _("until you close the browser")
    for unit in _WHOLE_UNITS:
        count, rest = divmod(seconds, UNIT_SECONDS[unit])
        if count and not rest and (count, unit) != (1, "month"):  # one month of 30 days is 30 days
            return duration_in_words(count, unit)
    if seconds >= UNIT_SECONDS["minute"]:
        return duration_in_words(seconds // UNIT_SECONDS["minute"], "minute")
    return duration_in_words(seconds, "second")


def write_lifetime(seconds: int) -> str:
    """Return a lifetime in English that ``parse_lifetime`` reads back exactly: “390 days”, “session”."""
    if seconds == SESSION:
        return "session"
    unit = next(unit for unit in _EXACT_UNITS if seconds % UNIT_SECONDS[unit] == 0)
    return duration_in_words(seconds // UNIT_SECONDS[unit], unit, "en")


# Time left, in words and in a class for the page.


def days_left_in_words(days: int) -> str:
    """Return the number of days left or overdue, in words."""
    return _left(days, "day") if days else _("today")


def hours_left_in_words(seconds: float) -> str:
    """Return the hours or minutes left, or the hours overdue, in words."""
    # Time left is rounded down and time overdue is rounded up, so that staff never believe in more time than there is.
    if seconds <= 0:
        return _("%(length)s overdue") % {"length": duration_in_words(ceil(-seconds / UNIT_SECONDS["hour"]), "hour")}
    unit: Unit = "hour" if seconds >= UNIT_SECONDS["hour"] else "minute"
    return _left(int(seconds // UNIT_SECONDS[unit]), unit)


def _left(count: int, unit: Unit) -> str:
    text = _("%(length)s overdue") if count < 0 else _("%(length)s left")
    return text % {"length": duration_in_words(abs(count), unit)}


def urgency(left: float, alarms: Iterable[float]) -> str:
    """Return the CSS class of a deadline, by how many of its three alarms (in the unit of ``left``) have passed."""
    given = sum(left <= alarm for alarm in alarms)
    return ("deadline", "deadline-near", "deadline-close", "deadline-now")[given]
