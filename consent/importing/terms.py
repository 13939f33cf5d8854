"""Words for categories, parties and kinds of storage, in the languages of ``words.toml``."""

import re
from functools import lru_cache

from consent.importing import words
from consent.services.enums import Category, Party, StorageKind

_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]?)*\s*(?:[–—-]\s+)?|\s*[(\[]?\d+[)\]]?\s*$")
_ELSEWHERE = "elsewhere"
_MOST_WORDS = 8  # of a heading that only mentions a category


@lru_cache(maxsize=8192)
def category(text: str) -> Category | None:
    """Return the only category of the register that a cell or a heading names, or None."""
    named = _named(text)
    return Category(next(iter(named))) if len(named) == 1 and named != {_ELSEWHERE} else None


@lru_cache(maxsize=8192)
def is_category(text: str) -> bool:
    """Tell whether a text is nothing but a category, including categories that the register lacks."""
    return _whole(text) is not None


@lru_cache(maxsize=8192)
def category_in(heading: str) -> str:
    """Return a heading that names a category, without its numbers; an empty text if it names none."""
    bare = _NUMBERING.sub("", heading).strip()
    if _named(heading) or is_category(bare):
        return bare
    return aside_of(heading)


@lru_cache(maxsize=8192)
def aside_of(heading: str) -> str:
    """Return the category in brackets behind a supplier: of “Acme (analytics)”; an empty text if there is none."""
    asides = (aside.strip("()[] ") for aside in _ASIDE.findall(heading))
    return next(filter(is_category, asides), "")


def party(text: str) -> Party | None:
    """Return the party in a cell, or None."""
    plain = _plain(text)
    for choice, key in ((Party.FIRST, "first"), (Party.THIRD, "third")):
        if plain in words.phrases("parties", key) or _without_filler(plain) in words.phrases("parties", key):
            return choice
    return None


@lru_cache(maxsize=8192)
def kind(text: str) -> StorageKind | None:
    """Return the kind of storage in a cell, or None."""
    return _kinds().get(words.plain(text))


def is_pixel(text: str) -> bool:
    """Tell whether a cell says that something is a request, which stores nothing."""
    return words.plain(text) in words.phrases("kinds", "pixel")


@lru_cache(maxsize=8192)
def _kinds() -> dict[str, StorageKind]:
    kinds = (StorageKind.COOKIE, StorageKind.LOCAL, StorageKind.SESSION, StorageKind.DATABASE)
    return {phrase: kind for kind in kinds for phrase in words.phrases("kinds", kind.value)}


@lru_cache(maxsize=8192)
def _named(text: str) -> frozenset[str]:
    """Return the categories that a text names; ``elsewhere`` only if it names no other."""
    if whole := _whole(text):
        return frozenset({whole})
    plain = _plain(text)
    parts = plain.split()
    if len(text) > 160 or not parts:
        return frozenset()
    is_long = len(_without_filler(plain).split()) > _MOST_WORDS // 2
    has_cookie = any("cookie" in part or part in words.words("cookies", "words") for part in parts)
    named = set()
    for start in range(len(parts)):
        for end in range(min(start + 4, len(parts)), start, -1):
            key = _keys().get(" ".join(parts[start:end]))
            if key and (not is_long or has_cookie or end - start > 1):
                is_negated = start > 0 and parts[start - 1] in words.words("categories", "not")
                named.add(_ELSEWHERE if is_negated else key)
                break
    if _ELSEWHERE in named and any(part in words.words("categories", "not") for part in parts):
        return frozenset({_ELSEWHERE})
    return frozenset(named - {_ELSEWHERE} or named)


@lru_cache(maxsize=8192)
def _whole(text: str) -> str | None:
    """Return the category of a text that is nothing else."""
    for plain in (_plain(text), words.plain(text)):
        if key := _keys().get(plain) or _keys().get(_without_filler(plain)) or _keys().get(_stem(plain)):
            return key
    return None


def _stem(plain: str) -> str:
    """Return “marketing” of “marketingcookies”."""
    return re.sub(
        r"[- ]?(?:cookies?|informasjonskaps(?:el|ler|lar)|kaps(?:el|ler|lar)|kak(?:a|or)|eväste(?:et)?)$", "", plain
    ).strip()


def _plain(text: str) -> str:
    return words.plain(_NUMBERING.sub("", _ASIDE.sub(" ", text)))


def _without_filler(plain: str) -> str:
    filler = words.words("categories", "filler")
    return " ".join(part for part in plain.split() if part not in filler)


@lru_cache(maxsize=8192)
def _keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for key in (*Category.values, _ELSEWHERE):
        for phrase in words.phrases("categories", key):
            keys.setdefault(phrase, key)
            keys.setdefault(_without_filler(phrase) or phrase, key)
    return keys
