"""Purposes that a cookie, service or recipient serves, by its own entry or ``Purpose.covers`` (LAW P13)."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Service, StorageItem, Vendor


class Covering(Protocol):
    """A purpose: a frozen row or a database row."""

    @property
    def key(self) -> str: ...

    @property
    def covers(self) -> Iterable[str]: ...


def covering(purposes: Iterable[Covering], *names: str) -> set[str]:
    """Return the keys of the purposes that cover the first covered name in ``names``.

    Give the most specific name first: a cookie, its service, its category.
    """
    for name in names:
        if keys := {purpose.key for purpose in purposes if name in purpose.covers}:
            return keys
    return set()


def stored(register: Register, purposes: Iterable[Covering]) -> Iterator[tuple[str, StorageItem, set[str]]]:
    """Yield each item of a register that is stored in browsers: its owner, the item and its purposes."""
    for service in register.services:
        serves = _served(service, purposes)
        for item in service.items:
            yield service.name, item, covering(purposes, item.name) or serves
    for item in register.own_items:
        yield register.controller.name, item, covering(purposes, item.name, item.category)


def served(vendor: Vendor, register: Register) -> set[str]:
    """Return the keys of the purposes of a recipient: its own purposes and those of its services."""
    keys = set(vendor.purposes)
    for service in register.services:
        if service.vendor == vendor.key:
            keys |= _served(service, register.purposes)
    return keys


def _served(service: Service, purposes: Iterable[Covering]) -> set[str]:
    return set(service.purposes or ()) or covering(purposes, service.key, service.category)
