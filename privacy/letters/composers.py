"""Letters are composed when they are sent, by the app that owns the row they are about."""

from collections.abc import Callable
from functools import partial

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


def all_kinds() -> list[str]:
    """Return every kind of letter that some app composes."""
    return list(registry)
