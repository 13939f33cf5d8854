"""Durations: parsing of running text and of table cells, and formatting in the active language.

Babel formats them; the words of running text are in the data file of each language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from functools import cache
from math import ceil
from typing import Literal

from babel import Locale
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.law.errors import UnknownDuration
from privacy.locales import languages

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

SESSION = 0  # the lifetime of an item that is kept until the browser is closed
LONGEST_SECONDS = 2_147_483_647  # the largest value of the column: 68 years

_SECONDS: Mapping[Unit, int] = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400,
}  # fmt: skip
_MONTHS: Mapping[Unit, int] = {"month": 1, "year": 12}

# Each unit in Norwegian and English; then short, and in Swedish, Danish and German.
_UNIT_WORDS: Mapping[Unit, tuple[str, str]] = {
    "second": ("sekund sekunder sekundar second seconds", "s sec secs sek sekunde sekunden"),
    "minute": ("minutt minutter minuttar minute minutes", "min mins minut minuter minuten"),
    "hour": ("time timer timar hour hours", "h hr hrs t std timme timmar stunde stunden"),
    "day": ("dag dager dagar døgn day days", "d dage dygn tag tage tagen"),
    "week": ("uke uker veke veker week weeks", "w wk uge uger vecka veckor woche wochen"),
    "month": ("måned måneder månad månader månadar month months", "mo mth mths md mnd mon monat monate monaten"),
    "year": ("år year years", "y yr yrs jahr jahre jahren"),
}

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
        return cls(seconds=round(count * _SECONDS[unit]))


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


# Lifetimes in table cells of any language. A month is 30 days, as vendors count it.

_ANY_UNIT = {word: unit for unit, words in _UNIT_WORDS.items() for word in " ".join(words).split()}
_LONG_UNITS = [word for word in _ANY_UNIT if len(word) > 2]
_FURTHER_NUMBERS = {"null": 0, "zero": 0, "eine": 1, "två": 2, "zwei": 2, "drei": 3}
_ANY_NUMBER: Mapping[str, int] = {
    word: number
    for language in languages.known().values()
    for word, number in language.durations.get("numbers", {}).items()
} | _FURTHER_NUMBERS
_SESSION = re.compile(
    r"(?:kun |only |bare |berre )?(?:sesjon|sesjonen|session|økt|økten|økta|browser session|session cookie|"
    r"sitzung|sitzungsende|ende der sitzung|browsersitzung|bis zum ende der (?:browser)?sitzung|"
    r"sesjonscookie|øktbasert|end of (?:the )?(?:browser )?session|when (?:the )?session ends|"
    r"(?:ved )?(?:avsluttet økt|sesjonsslutt|slutten av (?:sesjonen|økten))|"
    r"(?:until|when) (?:you close )?(?:the |your )?browser(?: is)?(?: closed| closes)?|"
    r"(?:til|når) (?:du lukker )?nettleser(?:en)?(?: lukkes| blir lukket)?|"
    r"(?:til|når) (?:du lukkar )?nettlesaren(?: blir lukka)?)"
)
_ENDLESS = re.compile(
    r"persistent|permanent|perm|never|never expires|no expiry|no expiration|unlimited|indefinite(?:ly)?|"
    r"vedvarende|varig|evig|aldri|utløper aldri|ubegrenset|uavgrensa|for alltid|forever|until deleted|til den slettes|"
    r"no explicit expiration|dauerhaft|unbegrenzt|persistente?|beständig|obegränsad"
)
_NOTHING = re.compile(
    r"[-–—.?]*|n/?a|ukjent|ukjend|unknown|not known|ikke oppgitt|ikkje oppgitt|ingen|none|"
    r"unbekannt|okänd|ukendt|keine angabe"
)
_LEAD = re.compile(r"(?:(?:ca|inntil|opptil|opp til|up to|max|maks|about|approx|over|after|etter|expires after)\.? )+")
_REMARK = re.compile(r"[(;]| from | fra | after | etter | since | siden | of inactivity")
_PART = re.compile(r"(\d{1,10}(?:[.,]\d{1,2})?|[^\W\d_]+)\s*([^\W\d_]+)\.?")
_JOIN = re.compile(r"\s*(?:,|\+|&| og | and |\s)\s*")
_CUTOFF = 0.75


class LifetimeFlaw(Enum):
    """A fault in a written lifetime."""

    MISSING = auto()
    MISSPELT = auto()
    ENDLESS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class LifetimeReading:
    """A parsed lifetime: seconds, ``SESSION``, or None if the text gives no lifetime, and the fault of the text.

    ``meant`` is the correct spelling of a misspelt unit.
    """

    seconds: int | None = None
    flaw: LifetimeFlaw | None = None
    meant: str = ""


def read_lifetime(text: str) -> LifetimeReading:
    """Parse a lifetime in free form; never raises. Of “30 days from the last visit” the beginning is read."""
    plain = " ".join(text.casefold().split())
    if _NOTHING.fullmatch(plain):
        return LifetimeReading(flaw=LifetimeFlaw.MISSING)
    beginning = _REMARK.split(plain, maxsplit=1)[0].strip()
    return _read_whole(plain) or _read_whole(beginning) or LifetimeReading(flaw=LifetimeFlaw.UNKNOWN)


def is_lifetime(text: str) -> bool:
    """Tell whether a text is a lifetime and nothing else, even with a misspelt unit."""
    return _read_whole(" ".join(text.casefold().split())) is not None


def parse_lifetime(text: str) -> int | None:
    """Return a lifetime in seconds, ``SESSION``, or None for an empty text. Raises ``UnknownDuration``."""
    if not text:
        return None
    reading = read_lifetime(text)
    if reading.flaw is not None:
        raise UnknownDuration
    return reading.seconds


def _read_whole(plain: str) -> LifetimeReading | None:
    """Parse a text that is nothing but a lifetime; None if it is not."""
    sentence = plain.rstrip(".")
    if _SESSION.fullmatch(sentence):
        return LifetimeReading(seconds=SESSION)
    if _ENDLESS.fullmatch(sentence):
        return LifetimeReading(flaw=LifetimeFlaw.ENDLESS)
    return _sum(_LEAD.sub("", plain, count=1))


def _sum(plain: str) -> LifetimeReading | None:
    """Parse a sum such as “1 year, 1 month”; None if the text is not a sum of durations."""
    total, position, meant = 0.0, 0, ""
    while True:
        match = _PART.match(plain, position)
        if match is None or (number := _number(match[1])) is None:
            return None
        spelling = _nearest_unit(match[2])
        if spelling is None:
            return None
        total += number * _SECONDS[_ANY_UNIT[spelling]]
        meant = meant or (spelling if spelling != match[2] else "")
        position = match.end()
        if position >= len(plain):
            break
        joint = _JOIN.match(plain, position)
        if joint is None:
            return None
        position = joint.end()
    if total > LONGEST_SECONDS:
        return LifetimeReading(flaw=LifetimeFlaw.ENDLESS)
    return LifetimeReading(seconds=round(total), flaw=LifetimeFlaw.MISSPELT if meant else None, meant=meant)


def _number(text: str) -> float | None:
    try:
        return _count(text, _ANY_NUMBER)
    except ValueError:
        return None


def _nearest_unit(text: str) -> str | None:
    """Return the correct spelling of a unit, also for a misspelt word; None if nothing is near."""
    if text in _ANY_UNIT:
        return text
    close = get_close_matches(text[:30], _LONG_UNITS, n=1, cutoff=_CUTOFF) if len(text) > 2 else []
    return close[0] if close else None


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
        count, rest = divmod(seconds, _SECONDS[unit])
        if count and not rest and (count, unit) != (1, "month"):  # one month of 30 days is 30 days
            return duration_in_words(count, unit)
    if seconds >= _SECONDS["minute"]:
        return duration_in_words(seconds // _SECONDS["minute"], "minute")
    return duration_in_words(seconds, "second")


def write_lifetime(seconds: int) -> str:
    """Return a lifetime in English that ``parse_lifetime`` reads back exactly: “390 days”, “session”."""
    if seconds == SESSION:
        return "session"
    unit = next(unit for unit in _EXACT_UNITS if seconds % _SECONDS[unit] == 0)
    return duration_in_words(seconds // _SECONDS[unit], unit, languages.WRITTEN_IN)


# Time left, in words and in a class for the page.


def days_left_in_words(days: int) -> str:
    """Return the number of days left or overdue, in words."""
    return _left(days, "day") if days else _("today")


def hours_left_in_words(seconds: float) -> str:
    """Return the hours or minutes left, or the hours overdue, in words."""
    # Time left is rounded down and time overdue is rounded up, so that staff never believe in more time than there is.
    if seconds <= 0:
        return _("%(length)s overdue") % {"length": duration_in_words(ceil(-seconds / _SECONDS["hour"]), "hour")}
    unit: Unit = "hour" if seconds >= _SECONDS["hour"] else "minute"
    return _left(int(seconds // _SECONDS[unit]), unit)


def _left(count: int, unit: Unit) -> str:
    text = _("%(length)s overdue") if count < 0 else _("%(length)s left")
    return text % {"length": duration_in_words(abs(count), unit)}


def urgency(left: float, alarms: Iterable[float]) -> str:
    """Return the CSS class of a deadline, by how many of its three alarms (in the unit of ``left``) have passed."""
    given = sum(left <= alarm for alarm in alarms)
    return ("deadline", "deadline-near", "deadline-close", "deadline-now")[given]
