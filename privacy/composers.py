"""Letters are composed when they are sent, by the app that owns the row they are about."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

Composer = Callable[[UUID, datetime], EmailMessage | None]

_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register the composer of one kind of letter, such as ``@composes("newsletter.confirm")``.

    The composer gets the row's id and the time; it returns the message, or None when there is no
    longer anybody to write to.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def composer(kind: str) -> Composer:
    """Return the composer of a kind; KeyError if no app has one."""
    return _composers[kind]


def all_kinds() -> list[str]:
    """Return every kind of letter that some app composes."""
    return sorted(_composers)
