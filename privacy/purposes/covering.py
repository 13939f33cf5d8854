"""Which purposes something serves, by what services say and what the purposes say that they cover (LAW P13)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Purposes = Iterable[Mapping[str, Any]]


def covering(purposes: Purposes, *names: str) -> set[str]:
    """Return the keys of the purposes that cover the first of ``names`` that any of them covers.

    Names go from the most special to the most general: a cookie, its service, its category.
    """
    for name in names:
        if found := {one["key"] for one in purposes if name in one.get("covers", ())}:
            return found
    return set()


def stored(content: Mapping[str, Any], purposes: Purposes) -> Iterator[tuple[str, Mapping[str, Any], set[str]]]:
    """Yield what browsers hold, from a frozen register: whose it is, the item, and the purposes that it serves."""
    section = content.get("consent", {})
    for service in section.get("services", []):
        serves = _served(service, purposes)
        for item in service["items"]:
            yield service["name"], item, covering(purposes, item["name"]) or serves
    owner = content["privacy"]["controller"].get("name", "")
    for item in section.get("own", []):
        yield owner, item, covering(purposes, item["name"], item["category"])


def served(vendor: Mapping[str, Any], content: Mapping[str, Any], purposes: Purposes) -> set[str]:
    """Return the purposes that a recipient serves: those entered for it, and those of its services."""
    found = set(vendor.get("purposes", ()))
    for service in content.get("consent", {}).get("services", []):
        if service["vendor"] == vendor["key"]:
            found |= _served(service, purposes)
    return found


def _served(service: Mapping[str, Any], purposes: Purposes) -> set[str]:
    return set(service.get("purposes", ())) or covering(purposes, service["key"], service["category"])
