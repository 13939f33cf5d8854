"""The catalogue of vendors that companies commonly use: the files of ``vendors``, read once.

A file is a recipient: a legal entity in one role, with its products. What a fact's source says is a fact of the day on
which it was noted, and nothing more: staff compare it with the source, and answer what the catalogue leaves open.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from consent.catalogue.enums import Group
from consent.services import known
from consent.services.enums import Category
from consent.services.known import KnownItem
from privacy.recipients.enums import TransferTool

FOLDER = Path(__file__).with_name("vendors")
_TEXTS = Path(__file__).with_name("texts.toml")
_PURPOSES = Path(__file__).with_name("purposes.toml")

Text = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A fact about a recipient: the value, the page that documents it, and the day on which it was noted."""

    value: Any
    source: str
    noted_on: date


@dataclass(frozen=True, kw_only=True)
class CatalogueService:
    """What pages load for a product. ``stores`` maps a sentence of ``texts.toml`` to names of known storage.

    ``is_storage_open``: nobody has documented all that it stores, so staff must look.
    """

    key: str
    category: Category
    data: str
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adapter: str = ""
    stores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_storage_open: bool = False
    source: str = ""

    def items(self) -> list[tuple[str, KnownItem]]:
        """Return the known storage of the service, each with the key of the sentence about it."""
        items = {item.name: item for item in known.items() if item.service.key == self.key}
        return [(sentence, items[name]) for sentence, names in self.stores.items() for name in names]


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a company ticks: a product of a recipient, the purposes that it serves and the data that it gets.

    ``supplies`` are those of the needs of every website (``privacy.register.purposes.enums.Supply``) that it meets.
    """

    key: str
    name: str
    group: Group
    purposes: tuple[str, ...]
    does: Text
    data: str
    subjects: str
    vendor: "CatalogueVendor"
    words: tuple[str, ...] = ()
    supplies: tuple[str, ...] = ()
    service: CatalogueService | None = None


@dataclass(frozen=True, kw_only=True)
class CatalogueVendor:
    """A recipient with its facts by field of ``privacy.recipients.models.Vendor``; an unknown fact is absent."""

    key: str
    name: str
    noted_on: date
    facts: Mapping[str, Fact]
    notice_url: str
    agreement_url: str = ""
    list_url: str = ""
    arrangement_url: str = ""
    products: tuple[Product, ...] = ()

    def value(self, name: str) -> Any:
        """Return the value of a fact, or None if the catalogue leaves it open."""
        fact = self.facts.get(name)
        return fact.value if fact else None

    @property
    def open_facts(self) -> list[str]:
        """The facts that a policy needs and the catalogue leaves to the company."""
        return [
            name for name in ("legal_entity", "role", "parent_country", "storage_countries") if name not in self.facts
        ]

    @property
    def relies_on_framework(self) -> bool:
        """Whether the vendor says that it relies on the Data Privacy Framework, which somebody must look up."""
        return self.value("tool") == TransferTool.DPF


@cache
def vendors() -> Mapping[str, CatalogueVendor]:
    """Return the recipients of the catalogue by key."""
    return {path.stem: read_vendor(path) for path in sorted(FOLDER.glob("*.toml"))}


@cache
def products() -> Mapping[str, Product]:
    """Return the products of the catalogue by key, in the order of their groups and names."""
    order = list(Group)
    found = [product for vendor in vendors().values() for product in vendor.products]
    found.sort(key=lambda product: (order.index(product.group), product.name.casefold()))
    return {product.key: product for product in found}


@cache
def texts() -> Mapping[str, Mapping[str, Text]]:
    """Return the shared texts: ``data``, ``subjects`` and ``stores``, each by key."""
    return _read(_TEXTS)


@cache
def purposes() -> Mapping[str, Mapping[str, Any]]:
    """Return the ready purposes by key."""
    return {row["key"]: row for row in _read(_PURPOSES)["purposes"]}


def read_vendor(path: Path) -> CatalogueVendor:
    """Return the recipient of a file. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if it is malformed."""
    row = dict(_read(path))
    day, rows = row["noted_on"], row.pop("products")
    facts = {
        name: Fact(value=fact["value"], source=fact["source"], noted_on=fact.get("noted_on", day))
        for name, fact in row.pop("facts", {}).items()
    }
    vendor = CatalogueVendor(key=path.stem, facts=facts, **row)
    # The two refer to each other: the list is filled once both exist.
    object.__setattr__(vendor, "products", tuple(_product(product, vendor) for product in rows))
    return vendor


def _product(row: Mapping[str, Any], vendor: CatalogueVendor) -> Product:
    values = dict(row)
    service = values.pop("service", None)
    values |= {name: tuple(values.get(name, ())) for name in ("purposes", "words", "supplies")}
    values["group"] = Group(values["group"])
    if service is not None:
        service = {"key": values["key"], "data": values["data"], **service}
        service |= {name: _tuples(service.get(name, {})) for name in ("hosts", "stores")}
        service = CatalogueService(**service | {"category": Category(service["category"])})
    return Product(vendor=vendor, service=service, **values)


def _tuples(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in lists.items()}


def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
