"""Translated texts of a verdict: strings that can be written again in another language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from django.utils import translation
from django.utils.functional import Promise


class Phrase(str):
    """A text in the language that was active when it was made, with what writes it in the active one."""

    __slots__ = ("write",)
    write: Callable[[], str]

    def __new__(cls, write: Callable[[], str]) -> Self:
        phrase = super().__new__(cls, write())
        phrase.write = write
        return phrase

    def __mod__(self, values: Any) -> "Phrase":
        return Phrase(lambda: self.write() % _rewritten(values))


def gettext(message: str) -> Phrase:
    """Return a message as a phrase."""
    return Phrase(lambda: translation.gettext(message))


def ngettext(singular: str, plural: str, number: int) -> Phrase:
    """Return a message about a number of things as a phrase."""
    return Phrase(lambda: translation.ngettext(singular, plural, number))


def said(write: Callable[..., object], *values: Any) -> Phrase:
    """Return as a phrase what a function writes of these values in the active language."""
    return Phrase(lambda: str(write(*values)))


def remarked(name: str | Promise, remark: object) -> Phrase:
    """Return “name (remark)” as a phrase."""
    return Phrase(lambda: f"{_rewritten(name)} ({_rewritten(remark)})")


def joined(parts: Iterable[str | Promise], separator: str = ", ") -> Phrase:
    """Return texts after each other as a phrase."""
    texts = list(parts)
    return Phrase(lambda: separator.join(str(_rewritten(text)) for text in texts))


def few(names: Iterable[str | Promise], most: int = 5) -> Phrase:
    """Return the first names, separated by commas, and the number of the others."""
    texts = list(names)
    more = f" +{len(texts) - most}" if len(texts) > most else ""
    return joined([joined(texts[:most]), more], "")


def in_language(text: str, language: str) -> str:
    """Return a text in a language; one that is no phrase as it is."""
    with translation.override(language):
        return str(_rewritten(text))


def _rewritten(value: Any) -> Any:
    """Return a value of a phrase for the active language."""
    if isinstance(value, Phrase):
        return value.write()
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _rewritten(one) for name, one in value.items()}
    return tuple(map(_rewritten, value)) if isinstance(value, tuple) else value
