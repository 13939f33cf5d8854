"""Which purposes something serves, by what the purposes say that they cover (LAW P13)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def covering(purposes: Iterable[Mapping[str, Any]], *names: str) -> set[str]:
    """Return the keys of the purposes that cover the first of ``names`` that any of them covers.

    Names go from the most special to the most general: a cookie, its service, its category.
    """
    for name in names:
        if found := {one["key"] for one in purposes if name in one.get("covers", ())}:
            return found
    return set()


def stored(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], tuple[str, ...]]]:
    """Yield what browsers hold, from a frozen register: whose it is, the item, and the names it is covered by."""
    section = content.get("consent", {})
    for service in section.get("services", []):
        for item in service["items"]:
            yield service["name"], item, (item["name"], service["key"], service["category"])
    owner = content["privacy"]["controller"].get("name", "")
    for item in section.get("own", []):
        yield owner, item, (item["name"], item["category"])


def services_of(vendor: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names that each service of a recipient is covered by: its key and its category."""
    for service in content.get("consent", {}).get("services", []):
        if service["vendor"] == vendor:
            yield service["key"], service["category"]
