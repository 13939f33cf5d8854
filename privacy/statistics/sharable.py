"""Tables of our own that may be shared: each app registers those that it counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from privacy.registry import Registry
from privacy.statistics.anonymity import Dataset

# Gets the first day of the month that is not over, and the smallest number that may be seen.
Make = Callable[[date, int], Dataset]


@dataclass(frozen=True, kw_only=True)
class Sharable:
    """One table: what it is called, and how it is made now."""

    key: str
    title: str | Promise
    make: Make


registry: Registry[str, Sharable] = Registry("table to share", order=lambda key, _table: key)


def sharable(key: str, title: str | Promise) -> Callable[[Make], Make]:
    """Register a table, such as ``@sharable("visits-by-page", _("Visits by page"))``."""

    def register(make: Make) -> Make:
        registry.add(key, Sharable(key=key, title=title, make=make))
        return make

    return register


def all_sharable() -> Iterator[Sharable]:
    """Yield every table of our own, in a stable order."""
    yield from registry.values()


def find_sharable(key: str) -> Sharable:
    """Return one table; KeyError if nobody has it."""
    return registry[key]
