"""Durations: parsing of running text, and formatting in the active language.

Babel formats them; the words of running text are in the data file of each language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Literal

from babel import Locale
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.law.locales import languages

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

SESSION = 0  # the lifetime of an item that is kept until the browser is closed
LONGEST_SECONDS = 2_147_483_647  # the largest value of the column: 68 years

UNIT_SECONDS: Mapping[Unit, int] = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400,
}  # fmt: skip
_MONTHS: Mapping[Unit, int] = {"month": 1, "year": 12}

# Durations in running text. Months are calendar months, as in the law and the retention rules.


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
    """Return the durations in a text; empty for a language whose words are unknown."""
    words = languages.find(language).durations
    if not words:
        return set()
    units = _running_units(language)
    return {
        Duration.of(_count(count, words["numbers"]) + (0.5 if half else 0), units[unit])
        for count, half, unit in re.findall(_pattern(language, "|".join(units)), text.lower())
    }


def numbers_in(text: str, language: str) -> set[int] | None:
    """Return the numbers from two up in a text, as digits or words; None for a language with unknown words."""
    words = languages.find(language).durations
    if not words:
        return None
    numbers = {word: number for word, number in words["numbers"].items() if word not in words["articles"]}
    spelt = {numbers[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in numbers}
    return {number for number in spelt | {int(digits) for digits in re.findall(r"\d+", text)} if number > 1}


@cache
def _pattern(language: str, units: str) -> str:
    words = languages.find(language).durations
    number = rf"\d+(?:[.,]\d+)?|{'|'.join(words['numbers'])}"
    before = rf"(?:(?:{words['before_unit']})\s*)?"
    return rf"(?<![\w,.])({number})({words['and_a_half']})?\s+{before}({units})\b"


def _running_units(language: str) -> dict[str, Unit]:
    """Return the units of time in all languages of the site, by word."""
    # Of all languages, so that a text that was left untranslated is noticed.
    codes = dict.fromkeys((language, *(code for code, _name in settings.LANGUAGES)))
    other_sense = languages.find(language).durations.get("other_sense", ())
    units: dict[str, Unit] = {}
    for code in codes:
        for unit, words in languages.find(code).durations.get("units", {}).items():
            units |= {word: unit for word in words if word not in (*units, *other_sense)}
    return units


def _count(text: str, words: Mapping[str, int]) -> float:
    return words[text] if text in words else float(text.replace(",", "."))


# Durations in words.

_WHOLE_UNITS: tuple[Unit, ...] = ("year", "month", "day", "hour")
_EXACT_UNITS: tuple[Unit, ...] = ("day", "hour", "minute", "second")


def duration_in_words(count: int, unit: Unit, language: str | None = None) -> str:
    """Return a text such as “30 days”, by default in the active language."""
    locale = Locale.parse(language or get_language() or languages.WRITTEN_IN, sep="-")
    if forms := languages.find(locale.language).durations.get("forms", {}).get(unit):
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
    return duration_in_words(seconds // UNIT_SECONDS[unit], unit, languages.WRITTEN_IN)


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
