"""Who hears of a material change by letter: people whose data is held, contributed by the apps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.mail import EmailMessage

from privacy.register.models import Announcement
from privacy.registry import Registry

PageOfIds = Callable[[UUID | None, int], list[UUID]]
Example = Callable[[Announcement, str], EmailMessage]


@dataclass(frozen=True, kw_only=True)
class Audience:
    """People who can be written to about their data.

    ``letter`` is the kind of letter that they get; its composer is also told the revision. ``purposes`` are what their
    data is held for. ``page(after, size)`` returns the ids of the next rows, in the order of their ids.
    ``example(announcement, language)`` composes the letter to an invented reader.
    """

    letter: str
    purposes: frozenset[str]
    page: PageOfIds
    example: Example


registry: Registry[str, Audience] = Registry("audience", order=lambda letter, _audience: letter)


def add_audience(audience: Audience) -> None:
    """Contribute an audience."""
    registry.add(audience.letter, audience)


def all_audiences() -> Iterator[Audience]:
    """Yield every audience, in a stable order."""
    yield from registry.values()
