"""System checks of the catalogue: every file is readable, complete in every language, and names only known things."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from consent.adapters.adapter import adapters
from consent.catalogue import queries
from consent.catalogue.queries import CatalogueVendor, Product
from consent.services import known
from consent.services.enums import Category
from privacy.law.countries import validate_countries, validate_country
from privacy.law.errors import UnknownDuration
from privacy.law.locales import languages
from privacy.recipients.enums import Role, TransferTool
from privacy.register.purposes.enums import LegalBasis, Supply
from privacy.system_checks import system_check

_HOST = re.compile(r"(https|wss)://(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_KINDS = {"script", "connect", "img", "frame", "style", "font", "media"}
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OF_THE_SITE = {"website", "newsletter", "customer-service", "requests"}  # purposes of the basis
_is_url = URLValidator(schemes=["https"])


@system_check("consent.E010")
def check_catalogue(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check the catalogue of vendors, with its purposes and texts."""
    hint = "See docs/contributing/add-a-vendor.md."
    return [Error(f"Catalogue of vendors: {fault}.", hint=hint, id="consent.E010") for fault in faults(queries.FOLDER)]


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the files of a folder of vendors, in words."""
    try:
        known.items()
    except (UnknownDuration, KeyError, TypeError, ValueError) as error:
        yield f"known_storage.toml cannot be read ({error!r})"
        return
    vendors = []
    for path in sorted(folder.glob("*.toml")):
        try:
            vendors.append(queries.read_vendor(path))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield f"{path.name} cannot be read ({error!r})"
    yield from _repeated("product", [product.key for vendor in vendors for product in vendor.products])
    yield from _repeated("known vendor", [vendor.key for vendor in known.vendors()])
    yield from _repeated("known storage", [f"{item.name} {item.domain}" for item in known.items()])
    for vendor in vendors:
        yield from (f"{vendor.key}: {fault}" for fault in _of_vendor(vendor))
        for product in vendor.products:
            yield from (f"{product.key}: {fault}" for fault in _of_product(product))
    yield from _of_texts()
    yield from _of_purposes()


def _repeated(kind: str, keys: list[str]) -> Iterator[str]:
    yield from (f"the {kind} {key} is there {count} times" for key, count in Counter(keys).items() if count > 1)


def _of_vendor(vendor: CatalogueVendor) -> Iterator[str]:
    if not _KEY.fullmatch(vendor.key):
        yield "the name of the file is no key"
    if not vendor.products:
        yield "it has no product"
    for address in (vendor.notice_url, vendor.agreement_url, vendor.list_url, vendor.arrangement_url):
        yield from _of_address(address, "an address") if address else ()
    for name, fact in vendor.facts.items():
        yield from _of_address(fact.source, f"the source of {name}")
        if not _is_valid(name, fact.value):
            yield f"{name} is {fact.value!r}"


def _is_valid(name: str, value: Any) -> bool:
    """Tell whether a fact is one of those that a recipient has, with a value that the register takes."""
    try:
        if name in ("storage_countries", "access_countries"):
            validate_countries(value)
        elif name == "parent_country":
            validate_country(value)
    except ValidationError:
        return False
    choices: dict[str, list[Any]] = {"role": Role.values, "tool": TransferTool.values}
    is_known = name in ("legal_entity", "role", "tool", "parent_country", "storage_countries", "access_countries")
    return is_known and bool(value) and (name not in choices or value in choices[name])


def _of_address(address: str, name: str) -> Iterator[str]:
    try:
        _is_url(address)
    except ValidationError:
        yield f"{name} is {address!r}, not an https address"


def _of_product(product: Product) -> Iterator[str]:
    texts = queries.texts()
    if not _KEY.fullmatch(product.key) or len(product.key) > 40:
        yield "it is no key of at most 40 letters"
    yield from _of_text(product.does, "what it does")
    for key in product.purposes:
        if key not in _OF_THE_SITE and key not in queries.purposes():
            yield f"there is no purpose {key}"
    if unknown := set(product.supplies) - set(Supply.values):
        yield f"no website needs {', '.join(sorted(unknown))}"
    if product.data not in texts["data"] or product.subjects not in texts["subjects"]:
        yield f"there is no text {product.data} or {product.subjects}"
    yield from _of_service(product)


def _of_service(product: Product) -> Iterator[str]:
    service, texts = product.service, queries.texts()
    if service is None:
        return
    yield from _of_address(service.source, "the source of the service")
    if service.adapter and service.adapter not in adapters:
        yield f"there is no adapter {service.adapter}"
    if unknown := set(service.hosts) - _KINDS:
        yield f"there are no hosts of the kind {', '.join(sorted(unknown))}"
    for host in (host for hosts in service.hosts.values() for host in hosts):
        if not _HOST.fullmatch(host):
            yield f"{host!r} is no host"
    names = {item.name: item for item in known.items() if item.service.key == service.key}
    for sentence, stored in service.stores.items():
        if sentence not in texts["stores"]:
            yield f"there is no text stores.{sentence}"
        yield from (f"{name} is not in known_storage.toml" for name in stored if name not in names)
        necessary = [name for name in stored if name in names and names[name].category is Category.NECESSARY]
        if necessary and sentence not in texts["because"]:
            yield f"nothing says why {', '.join(necessary)} is necessary"
    if service.category is not Category.NECESSARY and not _rests_on_consent(product):
        yield "it needs a yes, and none of its purposes rests on consent"


def _rests_on_consent(product: Product) -> bool:
    ready = queries.purposes()
    return any(ready[key]["legal_basis"] == LegalBasis.CONSENT for key in product.purposes if key in ready)


def _of_texts() -> Iterator[str]:
    for kind, rows in queries.texts().items():
        for key, text in rows.items():
            yield from _of_text(text, f"{kind}.{key}")


def _of_purposes() -> Iterator[str]:
    for key, row in queries.purposes().items():
        if row["legal_basis"] not in LegalBasis.values:
            yield f"the purpose {key} rests on {row['legal_basis']}"
        for name in ("asks", "title", "description", "data", "subjects", "is_voluntary"):
            yield from _of_text(row.get(name, {}), f"{name} of the purpose {key}")


def _of_text(text: Any, name: str) -> Iterator[str]:
    lacking = sorted(code for code in _languages() if not str(text.get(code, "")).strip())
    if lacking:
        yield f"{name} lacks a text in {', '.join(lacking)}"


def _languages() -> set[str]:
    """Return the languages that every text needs: those of staff, and any that one of the shared sentences has."""
    shared = {code for rows in queries.texts().values() for text in rows.values() for code in text}
    return shared.union(code for code, _name in languages.for_staff())
