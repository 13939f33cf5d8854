"""Registry of our own tables that may be shared with partners; each app registers its tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from privacy.registry import Registry
from privacy.statistics.anonymity import Dataset

# Called with the first day of the current month, which is not over, and the smallest number that may be shown.
Make = Callable[[date, int], Dataset]


@dataclass(frozen=True, kw_only=True)
class Sharable:
    """A table that may be shared: its title, and the function that makes it."""

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
    """Yield every registered table, ordered by key."""
    yield from registry.values()


def find_sharable(key: str) -> Sharable:
    """Return a table. Raises ``NotRegistered``, a ``KeyError``, for an unknown key."""
    return registry[key]
