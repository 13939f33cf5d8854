"""Tables of our own that may be shared: each app's ``datasets.py`` names those that it counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from privacy.statistics.anonymity import Dataset

# Gets the first day of the month that is not over, and the smallest number that may be seen.
Make = Callable[[date, int], Dataset]


@dataclass(frozen=True, kw_only=True)
class Sharable:
    """One table: what it is called, and how it is made now."""

    key: str
    title: str | Promise
    make: Make


_tables: dict[str, Sharable] = {}


def sharable(key: str, title: str | Promise) -> Callable[[Make], Make]:
    """Register a table, such as ``@sharable("visits-by-page", _("Visits by page"))``."""

    def register(make: Make) -> Make:
        _tables[key] = Sharable(key=key, title=title, make=make)
        return make

    return register


def all_sharable() -> Iterator[Sharable]:
    """Yield every table of our own, in a stable order."""
    yield from (_tables[key] for key in sorted(_tables))


def find(key: str) -> Sharable:
    """Return one table; KeyError if nobody has it."""
    return _tables[key]
