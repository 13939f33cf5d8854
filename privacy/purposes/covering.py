"""Which purposes something serves, by what services say and what the purposes say that they cover (LAW P13)."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from privacy.frozen.register import Register
from privacy.frozen.rows import Service, StorageItem, Vendor


class Covering(Protocol):
    """A purpose, frozen or as a row of the database."""

    @property
    def key(self) -> str: ...

    @property
    def covers(self) -> Iterable[str]: ...


def covering(purposes: Iterable[Covering], *names: str) -> set[str]:
    """Return the keys of the purposes that cover the first of ``names`` that any of them covers.

    Names go from the most special to the most general: a cookie, its service, its category.
    """
    for name in names:
        if found := {one.key for one in purposes if name in one.covers}:
            return found
    return set()


def stored(register: Register, purposes: Iterable[Covering]) -> Iterator[tuple[str, StorageItem, set[str]]]:
    """Yield what browsers hold, from a frozen register: whose it is, the item, and the purposes that it serves."""
    for service in register.services:
        serves = _served(service, purposes)
        for item in service.items:
            yield service.name, item, covering(purposes, item.name) or serves
    for item in register.own_items:
        yield register.controller.name, item, covering(purposes, item.name, item.category)


def served(vendor: Vendor, register: Register) -> set[str]:
    """Return the purposes that a recipient serves: those entered for it, and those of its services."""
    found = set(vendor.purposes)
    for service in register.services:
        if service.vendor == vendor.key:
            found |= _served(service, register.purposes)
    return found


def _served(service: Service, purposes: Iterable[Covering]) -> set[str]:
    return set(service.purposes or ()) or covering(purposes, service.key, service.category)
