"""Lifetimes of storage as people write them in tables, in the languages of ``lifetimes.toml``.

A month is 30 days, as vendors count it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from privacy.law.durations import LONGEST_SECONDS, SESSION, UNIT_SECONDS
from privacy.law.errors import UnknownDuration

_FILE = Path(__file__).with_name("lifetimes.toml")
A_FEW_SECONDS = 45  # consent tools round everything below that to “a few seconds”
_SAME = 0.03  # twelve months of 30 days against a year of 365
_CUTOFF = 0.75
_LONGEST = 200  # letters; nothing longer is a lifetime

_TOKEN = re.compile(r"\d{1,10}(?:[.,]\d{1,3})?|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BETWEEN = re.compile(r"[\s.,;:+&'’!|•*-]*")
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
_PLACEHOLDER = re.compile(r"[-–—.?_*…]*|n/?\.?a\.?")
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OR = re.compile(
    r"\s*(?:/|;|,|\b(?:or|oder|eller|ou|tai|of|o|bis|to)\b|(?<=\w)\s*[–—-]\s*(?=\w))\s*",
)
_LISTED = re.compile(r",|\s[–—-]\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(
    r"[\d./:\s,-]{0,20}(?:19|20)\d\d[\d./:\s,tz-]{0,20}"
    r"|\D{0,30}\b(?:[0-3]?\d\W{1,3}\D{0,12})?(?:19|20)\d\d\b[\d:\s,.a-z]{0,20}"
)


class LifetimeFlaw(Enum):
    """A fault in a written lifetime."""

    MISSING = auto()
    MISSPELT = auto()
    ENDLESS = auto()
    SEVERAL = auto()
    FIXED_END = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, kw_only=True)
class LifetimeReading:
    """A parsed lifetime: seconds, ``SESSION``, or None if the text gives no lifetime, and the fault of the text.

    ``meant`` is the correct spelling of a misspelt unit; ``choices`` are the lifetimes of a text that gives several.
    """

    seconds: int | None = None
    flaw: LifetimeFlaw | None = None
    meant: str = ""
    choices: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Words:
    """The words of all languages together, since nobody says which language a cell is in."""

    units: Mapping[str, int]
    long_units: Sequence[str]
    numbers: Mapping[str, int]
    halves: frozenset[str]
    joints: frozenset[str]
    session: frozenset[str]
    browser: frozenset[str]
    closing: frozenset[str]
    filler: frozenset[str]
    few: frozenset[str]
    remark: frozenset[str]
    endless: frozenset[str]
    nothing: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """“2 years”: a number, the seconds of a unit, its right spelling if it is misspelt, and the position after it."""

    count: float
    unit: int
    meant: str
    end: int


@lru_cache(maxsize=4096)
def read_lifetime(text: str) -> LifetimeReading:
    """Parse a lifetime in free form; never raises. Of “30 days from the last visit” the beginning is read."""
    plain = _plain(text)
    if _is_nothing(plain):
        return LifetimeReading(flaw=LifetimeFlaw.MISSING)
    if len(plain) > _LONGEST:
        return LifetimeReading(flaw=LifetimeFlaw.UNKNOWN)
    return (
        _whole(plain)
        or _before_remark(plain)
        or (_alternatives(plain) if len(plain) < _LONGEST // 2 else None)
        or _fixed_end(plain)
        or LifetimeReading(flaw=LifetimeFlaw.UNKNOWN)
    )


@lru_cache(maxsize=4096)
def is_lifetime(text: str) -> bool:
    """Tell whether a text is a lifetime and nothing else, even with a misspelt unit."""
    plain = _plain(text)
    return len(plain) <= _LONGEST and not _is_nothing(plain) and _whole(plain) is not None


def parse_lifetime(text: str) -> int | None:
    """Return a lifetime in seconds, ``SESSION``, or None for an empty text. Raises ``UnknownDuration``."""
    if not text:
        return None
    reading = read_lifetime(text)
    if reading.flaw is not None:
        raise UnknownDuration
    return reading.seconds


def is_same_lifetime(first: int, second: int) -> bool:
    """Tell whether two lifetimes in seconds are equal, whatever the length of a month."""
    return abs(first - second) <= _SAME * max(first, second)


def has_unit(text: str) -> str:
    """Return the unit that a heading such as “Lifetime (days)” names, or an empty text."""
    words = _words()
    tokens: list[str] = _TOKEN.findall(_plain(text))
    return next((token for token in tokens if token in words.units and len(token) > 2), "")


def _plain(text: str) -> str:
    plain = " ".join(text.casefold().replace("½", ".5").split()).strip('"“”«»`* ')
    return re.sub(r"(?<!\d)\.5", "0.5", plain)


def _is_nothing(plain: str) -> bool:
    return _PLACEHOLDER.fullmatch(plain) is not None or plain.strip(" .-–") in _words().nothing


def _whole(plain: str) -> LifetimeReading | None:
    """Parse a text that is nothing but a lifetime, perhaps with an aside in brackets; None if it is not."""
    outside = _ASIDE.sub(" ", plain).strip()
    if outside == plain:
        return _phrase(plain)
    reading = _phrase(outside) if outside else None
    asides = [_phrase(inner) for inner in _ASIDE.findall(plain)]
    if reading is None:
        return asides[0] if not outside and len(asides) == 1 else None
    choices = [aside.seconds for aside in asides if aside is not None and aside.seconds is not None]
    if len(choices) == 1 and choices[0] and reading.flaw is LifetimeFlaw.ENDLESS:
        return LifetimeReading(seconds=choices[0])  # “Persistent (2 years)” is a kind of storage and its length
    return _agreed([reading.seconds, *choices]) if choices and reading.seconds is not None else reading


def _phrase(plain: str) -> LifetimeReading | None:
    if "".join(_BETWEEN.sub("", part) for part in _TOKEN.split(plain)):
        return None
    tokens: list[str] = _TOKEN.findall(plain)
    if not tokens:
        return None
    return _without_number(tokens) or _sum(tokens)


def _without_number(tokens: list[str]) -> LifetimeReading | None:
    words = _words()
    if " ".join(tokens) in words.endless or " ".join(t for t in tokens if t not in words.filler) in words.endless:
        return LifetimeReading(flaw=LifetimeFlaw.ENDLESS)
    given = set(tokens)
    if given <= words.session | words.browser | words.closing | words.filler | {"http"}:
        if given & words.session or (given & words.browser and given & words.closing):
            return LifetimeReading(seconds=SESSION)
        return None
    few = [token for token in tokens if token not in words.filler or token in words.few]
    if len(few) == 2 and few[0] in words.few and UNIT_SECONDS["second"] == words.units.get(few[1]):
        return LifetimeReading(seconds=A_FEW_SECONDS)
    return None


def _sum(tokens: list[str], *, with_rest: bool = False) -> LifetimeReading | None:
    """Parse a sum such as “up to 1 year, 1 month”; None if the words are not a sum of durations.

    ``with_rest``: words may follow that begin with one of a remark.
    """
    words, total, position, meant = _words(), 0.0, 0, ""
    smallest: int | None = None
    while position < len(tokens):
        if part := _part(tokens, position):
            if smallest is not None and part.unit >= smallest:
                return None  # “1 day, 2 years” are two lifetimes
            total, smallest, position = total + part.count * part.unit, part.unit, part.end
            meant = meant or part.meant
        elif tokens[position] in words.joints and smallest and _part(tokens, position + 1):
            position += 1
        elif with_rest and smallest and tokens[position] in words.remark:
            break
        elif tokens[position] in words.filler:
            position += 1
        else:
            return None
    if smallest is None:
        return None
    if total > LONGEST_SECONDS:
        return LifetimeReading(flaw=LifetimeFlaw.ENDLESS)
    return LifetimeReading(seconds=round(total), flaw=LifetimeFlaw.MISSPELT if meant else None, meant=meant)


def _part(tokens: list[str], position: int) -> _Part | None:
    """Return the number and the unit at a position, or None."""
    words = _words()
    count, position = _count(tokens, position)
    if count is None or position >= len(tokens):
        return None
    unit = _nearest_unit(tokens[position])
    if unit is None:
        return None
    meant = unit if unit != tokens[position] else ""
    return _Part(count=count, unit=words.units[unit], meant=meant, end=position + 1)


def _count(tokens: list[str], position: int) -> tuple[float | None, int]:
    words = _words()
    if position >= len(tokens):
        return None, position
    if tokens[position] in words.halves:
        has_article = words.numbers.get("".join(tokens[position + 1 : position + 2])) == 1
        return 0.5, position + 1 + has_article
    count = _number(tokens[position])
    if count is None:
        return None, position
    following = tokens[position + 1 : position + 4]
    if following and following[0] in words.halves:
        return 0.5 if count == 1 and not tokens[position].isdecimal() else count + 0.5, position + 2
    if len(following) > 2 and following[0] in words.joints and following[2] in words.halves:
        return count + 0.5, position + 4
    return count, position + 1


def _number(token: str) -> float | None:
    if token[0].isdecimal():
        return float(re.sub(r"[.,]", "", token) if _THOUSANDS.fullmatch(token) else token.replace(",", "."))
    return _words().numbers.get(token)


@cache
def _nearest_unit(text: str) -> str | None:
    """Return the correct spelling of a unit, also for a misspelt word; None if nothing is near."""
    words = _words()
    if text in words.units:
        return text
    if len(text) < 4 or text in words.filler or text in words.session:
        return None
    close = get_close_matches(text[:30], words.long_units, n=1, cutoff=_CUTOFF)
    return close[0] if close else None


def _before_remark(plain: str) -> LifetimeReading | None:
    """Parse the lifetime before a remark: “2 years from the last visit”, “1 day (renewed)”."""
    beginning = re.split(r"[(;]", plain, maxsplit=1)[0].strip()
    if beginning != plain and (reading := _phrase(beginning)):
        return reading
    tokens: list[str] = _TOKEN.findall(plain)
    counted = [part.end for position in range(len(tokens)) if (part := _part(tokens, position))]
    head, _slash, behind = plain.partition("/")
    # “2 years from set/update” has a remark before the slash; “1 year/session” has two lifetimes.
    is_remark = not behind or not (
        _words().remark.isdisjoint(_TOKEN.findall(head)) or _words().session & set(_TOKEN.findall(behind))
    )
    reading = _sum(tokens, with_rest=True) if is_remark else None
    # A remark with a lifetime of its own makes two of them.
    return reading if reading and len(counted) == 1 else None


def _alternatives(plain: str) -> LifetimeReading | None:
    """Parse “session / 1 year” and “1-2 years”, which give more than one lifetime."""
    parts = [part for part in _OR.split(_ASIDE.sub(" ", plain)) if part.strip()]
    if len(parts) < 2:
        return None
    unit = next((token for token in reversed(_TOKEN.findall(parts[-1])) if _nearest_unit(token)), "")
    readings = [_phrase(f"{part} {unit}" if part.strip().isdecimal() else part.strip()) for part in parts]
    if any(reading is None for reading in readings):
        return None
    lengths = [reading.seconds for reading in readings if reading and reading.flaw is not LifetimeFlaw.ENDLESS]
    if len(readings) == 2 and len(lengths) == 1 and lengths[0] and _LISTED.search(plain):
        return LifetimeReading(seconds=lengths[0])  # “Persistent, 2 years”
    return _agreed([reading.seconds for reading in readings if reading is not None])


def _agreed(seconds: Sequence[int | None]) -> LifetimeReading:
    given = [value for value in seconds if value is not None]
    if len(given) == len(seconds) and all(is_same_lifetime(given[0], value) for value in given):
        return LifetimeReading(seconds=given[0])
    return LifetimeReading(flaw=LifetimeFlaw.SEVERAL, choices=tuple(dict.fromkeys(given)))


def _fixed_end(plain: str) -> LifetimeReading | None:
    """Recognise a day or a year on which the item ends for everybody: “År 2038”, “31.12.2030”."""
    if len(_YEAR.findall(plain)) == 1 and _DATE.fullmatch(plain) and len(plain) <= 40:
        return LifetimeReading(flaw=LifetimeFlaw.FIXED_END)
    return None


@cache
def _words() -> _Words:
    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    numbers = data.pop("numbers")
    languages = list(data.values())
    units = {
        word: UNIT_SECONDS[unit]
        for language in languages
        for unit, words in language["units"].items()
        for word in words.split()
    }

    def words_of(key: str) -> frozenset[str]:
        return frozenset(word for language in languages for word in language[key].split())

    def phrases_of(key: str) -> Iterator[str]:
        return (phrase for language in languages for phrase in language[key].split("|"))

    counted = (pair.split("=") for pair in numbers["words"].split())
    return _Words(
        units=units,
        long_units=[word for word in units if len(word) > 2],
        numbers={word: int(value) for word, value in counted},
        halves=frozenset(numbers["half"].split()),
        joints=frozenset(numbers["joints"].split()),
        endless=frozenset(phrases_of("endless")),
        nothing=frozenset(phrases_of("nothing")),
        **{key: words_of(key) for key in ("session", "browser", "closing", "filler", "few", "remark")},
    )
