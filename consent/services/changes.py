"""Changes of a service that are material to earlier consent (LAW C-18). Wording may be corrected freely."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import NamedTuple

from consent.services.enums import Category, Change
from consent.services.starting import is_startable
from privacy.register.frozen import rows as frozen

RECIPIENT = ("legal_entity", "role", "parent_country", "storage_countries", "access_countries")


class Side(NamedTuple):
    """A service and its vendor as frozen, on one side of a comparison."""

    service: frozen.Service
    vendor: frozen.Vendor | None

    @property
    def is_running(self) -> bool:
        """Whether pages load it: only then does the question name it, so that consent can cover it."""
        return bool(self.vendor and self.vendor.may_run and is_startable(self.service))

    @property
    def countries(self) -> set[str]:
        return self.vendor.countries if self.vendor else set()

    @property
    def recipient(self) -> tuple[str, ...]:
        """The recipient of the data and its role."""
        return (self.service.vendor, self.vendor.legal_entity, self.vendor.role) if self.vendor else ()

    @property
    def lifetimes(self) -> dict[str, int]:
        """Seconds by item that needs consent. An unknown lifetime is longer than any other."""
        return {
            f"{item.kind} {item.name}": _UNKNOWN if item.lifetime_seconds is None else item.lifetime_seconds
            for item in self.service.items
            if item.category != Category.NECESSARY
        }


_UNKNOWN = 2**62


def between(before: Side | None, after: Side, *, purposes: Collection[str]) -> list[frozen.Change]:
    """Return the changes that need new consent; none for a service without consent. The caller numbers the revision.

    A service that does not run asks for nothing; one that begins to run is new to everybody. ``purposes``: the earlier
    categories with a service that ran. Fewer countries, shorter lifetimes and less storage need no new consent.
    """
    category = after.service.category
    change = partial(frozen.Change, revision=0, service=after.service.key, category=category)
    if category == Category.NECESSARY or not after.is_running:
        return []
    if category not in purposes:
        return [change(kind=Change.PURPOSE.value)]
    if before is None or not before.is_running or before.service.category != category:
        return [change(kind=Change.SERVICE.value)]
    return list(_grown(before, after, change))


def _grown(before: Side, after: Side, change: "partial[frozen.Change]") -> Iterator[frozen.Change]:
    # Revisions made before services named their purposes have none.
    known = before.service.purposes
    if known is not None and (more := set(after.service.purposes or ()) - set(known)):
        yield change(kind=Change.USE.value, purposes=tuple(sorted(more)))
    if before.recipient != after.recipient:
        yield change(kind=Change.RECIPIENT.value)
    if more := after.countries - before.countries:
        yield change(kind=Change.COUNTRY.value, countries=tuple(sorted(more)))
    for key, seconds in after.lifetimes.items():
        name = key.partition(" ")[2]
        if key not in before.lifetimes:
            yield change(kind=Change.ITEM.value, item=name)
        elif seconds > before.lifetimes[key]:
            longer = None if seconds == _UNKNOWN else seconds
            yield change(kind=Change.LIFETIME.value, item=name, before=before.lifetimes[key], after=longer)
