"""Lengths of time as people write them, in the languages of the site: “30 dager”, “éin månad”, “seven days”."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DAY = 24 * 60
_BOTH_FORMS = {
    "en": 1, "én": 1, "ein": 1, "éin": 1, "ei": 1, "éi": 1, "et": 1, "ett": 1, "eit": 1, "eitt": 1, "to": 2, "tre": 3,
    "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12,
    "fjorten": 14, "femten": 15, "atten": 18, "tjue": 20, "tretti": 30, "tredve": 30, "førti": 40, "femti": 50,
    "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90, "hundre": 100,
}  # fmt: skip
_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, int]] = {"nb": _BOTH_FORMS, "nn": _BOTH_FORMS, "en": _ENGLISH}
_UNITS: tuple[tuple[str, int, int], ...] = (  # a pattern, minutes, months
    (r"minutt(?:er|ar)?|minutes?", 1, 0),
    (r"tim(?:e|er|ar)|hours?", 60, 0),
    (r"(?:arbeids|virke|yrke)?dag(?:er|ar)?|døgn|days?", DAY, 0),
    (r"uker?|veker?|weeks?", 7 * DAY, 0),
    (r"måned(?:er)?|månad(?:er|ar)?|months?", 0, 1),
    (r"år|years?", 0, 12),
)
_ANY_UNIT = "|".join(pattern for pattern, _minutes, _months in _UNITS)
_AND_A_HALF = r"\s+(?:og|and)\s+(?:en|ein|et|eit|a)\s+hal(?:vt|v|f)"
# The article says how many of a unit, but alone it is no number that another language must have too.
_ARTICLES = frozenset({"en", "ein", "ei", "et", "eit", "a", "an"})


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time: minutes, or calendar months; a week is seven days and a year is twelve months."""

    minutes: int = 0
    months: int = 0


def found_in(text: str, language: str) -> set[Span]:
    """Return every length of time that a text states; nothing in a language whose numbers are not known here."""
    words = _WORDS.get(language)
    if words is None:
        return set()
    number = rf"\d+(?:[.,]\d+)?|{'|'.join(words)}"
    pattern = rf"(?<![\w,.])({number})({_AND_A_HALF})?\s+(?:(?:calendar|kalender|working)\s*)?({_ANY_UNIT})\b"
    return {
        _span(_count(count, words) + (0.5 if half else 0), unit)
        for count, half, unit in re.findall(pattern, text.lower())
    }


def _count(text: str, words: Mapping[str, int]) -> float:
    return words[text] if text in words else float(text.replace(",", "."))


def numbers_in(text: str, language: str) -> set[int] | None:
    """Return the numbers from two up that a text has, in figures or in words; None where no words are known."""
    words = _WORDS.get(language)
    if words is None:
        return None
    spelt = {words[one] for one in re.findall(r"[a-zæøåé]+", text.lower()) if one in words and one not in _ARTICLES}
    return {number for number in spelt | {int(one) for one in re.findall(r"\d+", text)} if number > 1}


def _span(count: float, unit: str) -> Span:
    _pattern, minutes, months = next(row for row in _UNITS if re.fullmatch(row[0], unit))
    return Span(minutes=round(count * minutes), months=round(count * months))
