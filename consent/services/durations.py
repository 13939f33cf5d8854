"""Lifetimes as people write them, in the Scandinavian languages, German and English."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from consent.services.lifetimes import SESSION

LONGEST_SECONDS = 2_147_483_647  # what the column holds: 68 years

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SPELLINGS = {
    1: "s|sec|secs|second|seconds|sek|sekund|sekunder|sekundar|sekunde|sekunden",
    _MINUTE: "min|mins|minute|minutes|minutt|minutter|minuttar|minut|minuter|minuten",
    _HOUR: "h|hr|hrs|hour|hours|t|time|timer|timar|timme|timmar|std|stunde|stunden",
    _DAY: "d|day|days|dag|dager|dagar|døgn|dage|tag|tage|tagen|dygn",
    7 * _DAY: "w|wk|week|weeks|uke|uker|veke|veker|uge|uger|vecka|veckor|woche|wochen",
    30 * _DAY: "mo|mth|mths|month|months|md|mnd|måned|måneder|månad|månader|månadar|mon|monat|monate|monaten",
    365 * _DAY: "y|yr|yrs|year|years|år|jahr|jahre|jahren",
}
_UNITS = {spelling: seconds for seconds, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
_LONG_UNITS = [spelling for spelling in _UNITS if len(spelling) > 2]
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("null|zero", "en|ett|én|ei|ein|eitt|eit|a|an|one|et|eine", "to|two|två|zwei", "tre|three|drei",
         "fire|four", "fem|five", "seks|six",
         "sju|syv|seven", "åtte|eight", "ni|nine", "ti|ten", "elleve|eleven", "tolv|twelve")
    )
    for word in words.split("|")
}  # fmt: skip
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
_PART = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?|[^\W\d_]+)\s*([^\W\d_]+)\.?")
_JOIN = re.compile(r"\s*(?:,|\+|&| og | and |\s)\s*")
_CUTOFF = 0.75


class Flaw(Enum):
    """What is wrong with a written lifetime."""

    MISSING = auto()
    MISSPELT = auto()
    ENDLESS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A lifetime in seconds, 0 for a session, None if the text does not say; and what is wrong with the text."""

    seconds: int | None = None
    flaw: Flaw | None = None
    meant: str = ""


def read(text: str) -> Reading:
    """Read a lifetime; never raises. ``meant`` is the unit that a misspelt one is taken for."""
    plain = " ".join(text.casefold().split())
    if _NOTHING.fullmatch(plain):
        return Reading(flaw=Flaw.MISSING)
    if _SESSION.fullmatch(plain.rstrip(".")):
        return Reading(seconds=SESSION)
    if _ENDLESS.fullmatch(plain.rstrip(".")):
        return Reading(flaw=Flaw.ENDLESS)
    return _sum(_LEAD.sub("", plain, count=1)) or _shorter(plain)


def is_exact(text: str) -> bool:
    """Tell whether a text is a lifetime and nothing else, be its unit misspelt."""
    plain = " ".join(text.casefold().split())
    if not plain or _SESSION.fullmatch(plain) or _ENDLESS.fullmatch(plain):
        return bool(plain)
    return _sum(_LEAD.sub("", plain, count=1)) is not None


def _shorter(plain: str) -> Reading:
    """Read “30 days from the last visit (renewed)”: what stands first counts."""
    head = re.split(r"[(;]| from | fra | after | etter | since | siden | of inactivity", plain, maxsplit=1)[0].strip()
    if head and head != plain:
        if _SESSION.fullmatch(head):
            return Reading(seconds=SESSION)
        return _sum(_LEAD.sub("", head, count=1)) or Reading(flaw=Flaw.UNKNOWN)
    return Reading(flaw=Flaw.UNKNOWN)


def _sum(plain: str) -> Reading | None:
    """Add up “1 year, 1 month”; None if the text is no such sum."""
    total, position, meant = 0.0, 0, ""
    while True:
        match = _PART.match(plain, position)
        if match is None or (number := _number(match[1])) is None:
            return None
        unit, guess = _unit(match[2])
        if unit is None:
            return None
        total += number * unit
        meant = meant or guess
        position = match.end()
        if position >= len(plain):
            break
        joint = _JOIN.match(plain, position)
        if joint is None:
            return None
        position = joint.end()
    if total > LONGEST_SECONDS:
        return Reading(flaw=Flaw.ENDLESS)
    return Reading(seconds=round(total), flaw=Flaw.MISSPELT if meant else None, meant=meant)


def _number(text: str) -> float | None:
    if text[0].isdigit():
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return None
    return _NUMBERS.get(text)


def _unit(text: str) -> tuple[int | None, str]:
    """Return a unit's seconds, and the spelling that it was taken for if it is misspelt."""
    if text in _UNITS:
        return _UNITS[text], ""
    close = get_close_matches(text[:30], _LONG_UNITS, n=1, cutoff=_CUTOFF) if len(text) > 2 else []
    return (_UNITS[close[0]], close[0]) if close else (None, "")
