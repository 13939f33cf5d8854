"""Find a passage in a text whatever its case, spaces, breaks and composed characters; what is found is the original."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, combining, normalize

_DASHES_AND_QUOTES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2018\u2019", "-----''")
_ASCII_PART = re.compile(r"\s+|\S")


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and for each of its characters where the part is in the original that it stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    def find(self, passage: str) -> list[tuple[int, int]]:
        """Return where a folded passage is in the original, never a part of a character."""
        if not passage:
            return []
        found = re.finditer(re.escape(passage), self.text)
        return [(self.starts[match.start()], self.ends[match.end() - 1]) for match in found]


def fold(text: str) -> Folded:
    """Return a text as it is compared."""
    letters, starts, ends = list[str](), list[int](), list[int]()
    for start, end in _parts(text):
        folded = _fold(text[start:end])
        if folded == " " and letters[-1:] == [" "]:
            ends[-1] = end
            continue
        letters += folded
        starts += [start] * len(folded)
        ends += [end] * len(folded)
    return Folded("".join(letters), starts, ends)


def passage(text: str) -> str:
    """Return a passage as it is looked for."""
    return fold(text).text.strip()


def spans(text: str, value: str) -> list[tuple[int, int]]:
    """Return where a passage is in a value."""
    return fold(value).find(passage(text))


def _parts(text: str) -> list[tuple[int, int]]:
    """Return the places of the characters as people see them: each with its accents, and with what is invisible."""
    if text.isascii():
        return [match.span() for match in _ASCII_PART.finditer(text)]
    begins = [place for place, sign in enumerate(text) if place == 0 or not _belongs_to_the_one_before(sign)]
    return list(zip(begins, [*begins[1:], len(text)], strict=True))


def _belongs_to_the_one_before(sign: str) -> bool:
    return bool(combining(sign)) or category(sign) in ("Cf", "Mn", "Me")


@lru_cache(maxsize=4096)
def _fold(part: str) -> str:
    # Soft hyphens, joiners and marks of direction are not seen, so they separate nothing.
    visible = "".join(sign for sign in normalize("NFKD", part) if category(sign) != "Cf")
    folded = normalize("NFKC", normalize("NFKD", visible).casefold()).translate(_DASHES_AND_QUOTES)
    return " " if folded.isspace() else folded
