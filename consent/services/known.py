"""Known storage of vendors: the data of ``known_storage.toml``, read once, with its sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from consent.services.enums import Category, DeletableBy, Party, StorageKind
from privacy.law.lifetimes import parse_lifetime

_FILE = Path(__file__).with_name("known_storage.toml")


@dataclass(frozen=True, kw_only=True)
class KnownVendor:
    """A vendor under the names that policies use; ``decides``: it is a controller of the data it receives."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    decides: bool = False


@dataclass(frozen=True, kw_only=True)
class KnownService:
    """A product of a vendor that sets storage."""

    key: str
    vendor: str
    name: str
    category: Category


@dataclass(frozen=True, kw_only=True)
class KnownItem:
    """A name or pattern with its known facts; ``known_storage.toml`` explains the fields."""

    name: str
    service: KnownService
    category: Category
    source: str
    verified_on: date | None = None
    kind: StorageKind = StorageKind.COOKIE
    domain: str = ""
    party: Party = Party.FIRST
    deletable_by: DeletableBy = DeletableBy.PAGE
    lifetime: int | None = None
    earlier: tuple[int, ...] = ()
    also: tuple[Category, ...] = ()
    tracker: bool = False
    identifier: bool = False
    names_people: bool = False
    slides: bool = False
    legacy: bool = False
    answer: bool = False
    edge: bool = False
    optional: bool = False

    @property
    def is_pattern(self) -> bool:
        return self.name.endswith("*")

    @property
    def stem(self) -> str:
        """Return the name without its pattern: ``_hjSession`` of ``_hjSession_*``."""
        return self.name.rstrip("*").rstrip("_-.")

    def matches(self, name: str) -> bool:
        """Tell whether a name in a policy means this item, with or without the part that varies."""
        if name in (self.name, self.stem):
            return True
        return self.is_pattern and name.startswith(self.name.rstrip("*"))


@cache
def vendors() -> tuple[KnownVendor, ...]:
    """Return the known vendors."""
    rows = _read()["vendors"]
    return tuple(KnownVendor(**row | {"aliases": tuple(row.get("aliases", ()))}) for row in rows)


@cache
def items() -> tuple[KnownItem, ...]:
    """Return all known items, exact names first."""
    known = [_item(row, service) for service in _read()["services"] for row in service["items"]]
    return tuple(sorted(known, key=lambda item: (item.is_pattern, -len(item.name))))


def find(name: str) -> KnownItem | None:
    """Return the known item that matches a name or pattern, or None."""
    return next((item for item in items() if item.name == name), None) or next(
        (item for item in items() if item.matches(name)), None
    )


def is_never_necessary(name: str) -> bool:
    """Tell whether storage of this name follows people or serves what needs a yes, so that it is never necessary."""
    item = find(name)
    return item is not None and (item.tracker or Category.NECESSARY not in (item.category, *item.also))


def is_service_with_consent(key: str) -> bool:
    """Tell whether a known service is one that is only loaded with a yes, also while it stores nothing (LAW C-14)."""
    return any(item.service.key == key and item.service.category != Category.NECESSARY for item in items())


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _item(row: Mapping[str, Any], service: Mapping[str, Any]) -> KnownItem:
    names = {field.name for field in fields(KnownItem)}
    values = {name: value for name, value in service.items() if name in names and name not in ("name", "items")}
    values |= row
    parent = KnownService(
        key=service["key"], vendor=service["vendor"], name=service["name"], category=Category(service["category"])
    )
    values |= {
        "service": parent,
        "category": Category(values["category"]),
        "kind": StorageKind(values.get("kind", StorageKind.COOKIE)),
        "party": Party(values.get("party", Party.FIRST)),
        "deletable_by": DeletableBy(values.get("deletable_by", DeletableBy.PAGE)),
        "lifetime": parse_lifetime(values.get("lifetime", "")),
        "earlier": tuple(parse_lifetime(value) or 0 for value in values.get("earlier", ())),
        "also": tuple(Category(value) for value in values.get("also", ())),
    }
    return KnownItem(**values)
