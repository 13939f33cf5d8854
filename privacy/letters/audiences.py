"""Who hears of a material change by letter: people whose data is held, contributed by each app's ``audiences.py``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

Page = Callable[[UUID | None, int], list[UUID]]


@dataclass(frozen=True, kw_only=True)
class Audience:
    """People who can be written to about their data.

    ``letter`` is the kind of letter that they get; its composer is also told the revision. ``purposes`` are what their
    data is held for. ``page(after, size)`` returns the ids of the next rows, in the order of their ids.
    """

    letter: str
    purposes: frozenset[str]
    page: Page


_audiences: dict[str, Audience] = {}


def add(audience: Audience) -> None:
    """Contribute an audience."""
    _audiences[audience.letter] = audience


def all_audiences() -> Iterator[Audience]:
    """Yield every audience, in a stable order."""
    yield from sorted(_audiences.values(), key=lambda one: one.letter)
