"""Lifetimes inside sentences: “It expires after 10 minutes”, “deleted when the browser closes”."""

import re
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise

from consent.importing import words
from consent.importing.columns import column_of
from consent.importing.document import Column, squeeze
from privacy.law.durations import SESSION
from privacy.law.lifetimes import is_lifetime, read_lifetime

_LABELLED = re.compile(r"([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2})\s*:\s*([^.;:\n]{1,40})")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n")
_MOST_WORDS = 10  # of a lifetime
_MARKS = ".,;:!?()[]“”\"'"


def lifetime_in(text: str) -> str:
    """Return the only lifetime that a text says, behind a label or beside a verb such as “expires”; else nothing."""
    if lifetime := lifetime_behind_label(text):
        return lifetime
    given = [lifetime for sentence in _SENTENCES.split(text) for lifetime in _beside_verbs(sentence.split())]
    seconds = {read_lifetime(lifetime).seconds for lifetime in given}
    # A text that says two lengths may speak of two things.
    is_one = len(seconds) == 1 and not has_lifetime(reduce(lambda rest, part: rest.replace(part, " "), given, text))
    return given[0] if is_one else ""


def has_lifetime(text: str) -> bool:
    """Tell whether a number with a unit of time is anywhere in a text."""
    parts = [part.strip(_MARKS) for part in text.split()]
    return any(number[:1].isdecimal() and is_lifetime(f"{number} {unit}") for number, unit in pairwise(parts))


def lifetime_behind_label(text: str) -> str:
    """Return the first lifetime of a text behind a label such as “Lifetime:”; else nothing."""
    for match in _LABELLED.finditer(text):
        if column_of(match[1]) is Column.LIFETIME and is_lifetime(match[2]):
            return squeeze(match[2])
    return ""


def _beside_verbs(parts: list[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        verb = words.plain(part.strip(_MARKS))
        if verb in words.words("expiry", "before"):
            yield from _longest(" ".join(parts[place + 1 : end]) for end in _ends(parts, place))
        if verb in words.words("expiry", "behind"):
            yield from _longest(" ".join(parts[start:place]) for start in range(max(place - _MOST_WORDS, 0), place))


def _ends(parts: list[str], place: int) -> Iterator[int]:
    """Yield the ends of what can be a lifetime behind a verb, the longest first."""
    return iter(range(min(place + 1 + _MOST_WORDS, len(parts)), place + 1, -1))


def _longest(candidates: Iterator[str]) -> Iterator[str]:
    """Yield the first candidate that is a length of time, or says that it ends with the session."""
    for number, candidate in enumerate(candidates):
        bare = candidate.strip(_MARKS)
        seconds = read_lifetime(bare).seconds if is_lifetime(bare) else None
        # “Stored session data” is no lifetime: behind “session” the sentence must end.
        if seconds or (seconds == SESSION and (number == 0 or candidate[-1:] in _MARKS)):
            yield bare
            return
