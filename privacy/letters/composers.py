"""Letters are composed when they are sent, by the app that owns the row they are about."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.mail import EmailMessage

from privacy.letters.mail import UntrackedMessage
from privacy.registry import Registry

Composer = Callable[..., UntrackedMessage | None]

registry: Registry[str, Composer] = Registry("composer of letters", order=lambda kind, _composer: kind)


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register the composer of one kind of letter, such as ``@composes("newsletter.confirm")``.

    The composer gets the row's id and the time; it returns the message, or None when there is no
    longer anybody to write to.
    """

    def register(composer: Composer) -> Composer:
        registry.add(kind, composer)
        return composer

    return register


def find_composer(kind: str) -> Composer:
    """Return the composer of a kind; KeyError if no app has one.

    What stands after a colon in the kind, such as a revision's number, is told to the composer as ``detail``.
    """
    name, _colon, detail = kind.partition(":")
    compose = registry[name]
    return partial(compose, detail=detail) if detail else compose


Keeper = Callable[..., object]
keepers: Registry[str, Keeper] = Registry("keeper of sent letters")


def keeps_sent(app: str) -> Callable[[Keeper], Keeper]:
    """Register what keeps the letters of an app as they were sent: called with kind, object_id, message and now."""
    return keepers.register(app)


def keep_sent(*, kind: str, object_id: UUID, message: EmailMessage, now: datetime) -> None:
    """Let the app of a letter keep it as it was sent."""
    if keeper := keepers.get(kind.partition(".")[0]):
        keeper(kind=kind, object_id=object_id, message=message, now=now)


def all_kinds() -> list[str]:
    """Return every kind of letter that some app composes."""
    return list(registry)
