"""What of a service's change is material to somebody who said yes to it (LAW C-18). Words may be corrected freely."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from consent.services.enums import Category, Change

RECIPIENT = ("legal_entity", "role", "parent_country", "storage_countries", "access_countries")


class Side(NamedTuple):
    """A service and its vendor as frozen, on one side of a comparison."""

    service: Mapping[str, Any]
    vendor: Mapping[str, Any]

    @property
    def countries(self) -> set[str]:
        return {
            self.vendor.get("parent_country", ""),
            *self.vendor.get("storage_countries", ()),
            *self.vendor.get("access_countries", ()),
        } - {""}

    @property
    def lifetimes(self) -> dict[str, int]:
        """Seconds by what is stored, of what needs a yes. Not known is longer than anything."""
        return {
            f"{one['kind']} {one['name']}": _UNKNOWN if one["lifetime_seconds"] is None else one["lifetime_seconds"]
            for one in self.service["items"]
            if one["category"] != Category.NECESSARY
        }


_UNKNOWN = 2**62


def between(before: Side | None, after: Side, *, purposes: Collection[str]) -> list[dict[str, Any]]:
    """Return what must be asked about: kind (``Change``) with its facts; nothing for a service without a yes.

    ``purposes``: the categories there were before. Fewer countries, shorter lifetimes and less stored need no new yes.
    """
    category = after.service["category"]
    if category == Category.NECESSARY:
        return []
    if category not in purposes:
        return [{"kind": Change.PURPOSE.value}]
    if before is None or before.service["category"] != category:
        return [{"kind": Change.SERVICE.value}]
    return list(_grown(before, after))


def _grown(before: Side, after: Side) -> Iterator[dict[str, Any]]:
    # A revision from before services named their purposes says nothing of them.
    if more := set(after.service["purposes"]) - set(before.service.get("purposes", after.service["purposes"])):
        yield {"kind": Change.USE.value, "purposes": sorted(more)}
    recipients = [
        (side.service["vendor"], side.vendor.get("legal_entity"), side.vendor.get("role")) for side in (before, after)
    ]
    if recipients[0] != recipients[1]:
        yield {"kind": Change.RECIPIENT.value}
    if more := after.countries - before.countries:
        yield {"kind": Change.COUNTRY.value, "countries": sorted(more)}
    for key, seconds in after.lifetimes.items():
        name = key.partition(" ")[2]
        if key not in before.lifetimes:
            yield {"kind": Change.ITEM.value, "item": name}
        elif seconds > before.lifetimes[key]:
            known = None if seconds == _UNKNOWN else seconds
            yield {"kind": Change.LIFETIME.value, "item": name, "before": before.lifetimes[key], "after": known}
