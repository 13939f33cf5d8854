"""Add products of the catalogue, and ready purposes, to the draft register. Nothing that staff entered is changed."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model, Q

from consent.catalogue import queries
from consent.catalogue.queries import CatalogueService, CatalogueVendor, Product, Text
from consent.services.enums import Category
from consent.services.known import KnownItem
from consent.services.models import Service, StorageItem
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import Vendor
from privacy.register.languages.fields import TranslatedField
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose

_NOT_FIELDS = {"asks", "key"}
_LAST = 32767  # the largest value of the columns ``order``


@transaction.atomic
def adopt(*, product: Product) -> Vendor:
    """Add a product with its recipient, purposes, service and storage to the draft; existing rows are only completed.

    A fact that the catalogue leaves open stays empty, and keeps the draft from being published. Adopting a product
    again changes nothing.
    """
    is_new = _is_new(product)
    purposes = _purposes(product)
    vendor = vendor_of(product) or Vendor(key=product.vendor.key, name=product.vendor.name, order=_next(Vendor))
    facts = _facts(product.vendor)
    if vendor.tool in ("", TransferTool.NONE):
        vendor.tool = facts["tool"]  # what an import entered, which knows of no transfer
    _fill(vendor, facts)
    if is_new:
        _add_texts(vendor, product)
        vendor.purposes = list(dict.fromkeys([*vendor.purposes, *(purpose.key for purpose in purposes)]))
        vendor.supplies = list(dict.fromkeys([*vendor.supplies, *product.supplies]))
    vendor.save()
    if product.service:
        _add_service(product, product.service, vendor, purposes)
    return vendor


@transaction.atomic
def adopt_purpose(*, key: str) -> Purpose:
    """Return the ready purpose with a key; add it to the draft if it is missing. Raises ``KeyError``."""
    there = Purpose.objects.filter(key=key).first()
    if there is not None:
        return there
    row = queries.purposes()[key]
    values = {name: value for name, value in row.items() if name not in _NOT_FIELDS}
    purpose = Purpose(key=key, order=_next(Purpose, below=1000), **_in_site_languages(Purpose, values))
    purpose.save()
    return purpose


def vendor_of(product: Product) -> Vendor | None:
    """Return the recipient of the draft that offers a product: by its service, its key or its name."""
    if product.service:
        service = Service.objects.filter(key=product.service.key).select_related("vendor").first()
        if service is not None:
            return service.vendor
    vendor = product.vendor
    names = Q(name__iexact=vendor.name) | Q(name__iexact=product.name)
    return Vendor.objects.filter(key=vendor.key).first() or Vendor.objects.direct().filter(names).first()


def adopted() -> set[str]:
    """Return the keys of the products that the draft has."""
    services = set(Service.objects.values_list("key", flat=True))
    vendors = {vendor.key: vendor for vendor in Vendor.objects.all()}
    names = {vendor.name.casefold(): vendor for vendor in vendors.values()}
    return {
        product.key
        for product in queries.products().values()
        if (product.service and product.service.key in services)
        or _has(vendors.get(product.vendor.key) or names.get(product.name.casefold()), product)
    }


def _is_new(product: Product) -> bool:
    """Tell whether the draft does not have a product yet, or only what an import knows of it."""
    if product.service:
        service = Service.objects.filter(key=product.service.key).first()
        return service is None or not service.description
    return not _has(vendor_of(product), product)


def _add_texts(vendor: Vendor, product: Product) -> None:
    """Add what a product does, and whose data it gets, to what the recipient does already."""
    texts = queries.texts()
    vendor.does = _with(vendor.does, product.does)
    vendor.data_categories = _with(vendor.data_categories, texts["data"][product.data], joint="; ")
    vendor.subject_categories = _with(vendor.subject_categories, texts["subjects"][product.subjects], joint="; ")


def _has(vendor: Vendor | None, product: Product) -> bool:
    if vendor is None or product.service is not None:
        return False
    # A recipient with several products has one of them when it serves its purposes.
    return len(product.vendor.products) == 1 or set(product.purposes) <= set(vendor.purposes)


def _purposes(product: Product) -> list[Purpose]:
    """Return the purposes of a product, and add the ready ones that are missing."""
    found: list[Purpose] = []
    for key in product.purposes:
        there = Purpose.objects.filter(key=key).first()
        covers = queries.purposes().get(key, {}).get("covers", ())
        if there is not None:
            found += [there] if there.is_in_notice else []
        elif own := list(_covering(covers)):
            found += own
        elif key in queries.purposes():
            found.append(adopt_purpose(key=key))
    return found


def _covering(categories: Collection[str]) -> Iterator[Purpose]:
    """Yield the company's own purposes that rest on consent and cover one of the categories."""
    for purpose in Purpose.objects.in_notice().filter(legal_basis=LegalBasis.CONSENT):
        if set(purpose.covers) & set(categories):
            yield purpose


def _facts(vendor: CatalogueVendor) -> dict[str, Any]:
    facts = {name: fact.value for name, fact in vendor.facts.items()}
    # Without a transfer out of the EEA there is no tool; until the tool of another recipient is known, none is said.
    facts.setdefault("tool", TransferTool.NONE)
    return facts | {"notice_url": vendor.notice_url, "list_url": vendor.list_url}


def _add_service(product: Product, wanted: CatalogueService, vendor: Vendor, purposes: list[Purpose]) -> None:
    needs_yes = wanted.category is not Category.NECESSARY
    service = Service.objects.filter(key=wanted.key).first() or Service(
        key=wanted.key, vendor=vendor, name=product.name, category=wanted.category, order=_next(Service)
    )
    values = {
        "description": product.does,
        "data": queries.texts()["data"][wanted.data],
        "hosts": {kind: list(hosts) for kind, hosts in wanted.hosts.items()},
        "adapter": wanted.adapter,
        "purposes": [purpose.key for purpose in purposes if not needs_yes or purpose.legal_basis == LegalBasis.CONSENT],
    }
    _fill(service, values)
    service.save()
    for sentence, item in wanted.items():
        _add_item(service, item, sentence)


def _add_item(service: Service, known: KnownItem, sentence: str) -> None:
    texts = queries.texts()
    item = StorageItem.objects.filter(kind=known.kind, name=known.name, domain=known.domain).first() or StorageItem(
        service=service, kind=known.kind, name=known.name, domain=known.domain, party=known.party,
        category=known.category, deletable_by=known.deletable_by, verified_on=known.verified_on,
        order=_next(StorageItem),
    )  # fmt: skip
    if item.category == Category.NECESSARY:
        _fill(item, {"justification": texts["because"][sentence]})
    lifetime = {"lifetime_seconds": known.lifetime} if known.lifetime is not None else {}
    _fill(item, lifetime | {"description": texts["stores"][sentence], "source_url": known.source})
    item.save()


def _fill(row: Model, values: Mapping[str, Any]) -> None:
    """Set the fields of a row that are empty, and the languages that a text lacks."""
    for name, value in _in_site_languages(type(row), values).items():
        there = getattr(row, name)
        if isinstance(row._meta.get_field(name), TranslatedField):
            setattr(row, name, value | {code: text for code, text in there.items() if text})
        elif there is None or there in ("", [], {}):
            setattr(row, name, value)


def _with(there: Text, more: Text, joint: str = " ") -> dict[str, str]:
    """Return a text with a further sentence in every language of the site, unless it is there."""
    texts = dict(there)
    for code, _name in settings.LANGUAGES:
        if code in more and more[code] not in texts.get(code, ""):
            texts[code] = joint.join(filter(None, (texts.get(code, ""), more[code])))
    return texts


def _in_site_languages(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    codes = [code for code, _name in settings.LANGUAGES]
    return {
        name: {code: value[code] for code in codes if code in value}
        if isinstance(model._meta.get_field(name), TranslatedField)
        else value
        for name, value in values.items()
    }


def _next(model: type[Model], *, below: int = _LAST) -> int:
    """Return the next free number of a list; rows of the basis come last and keep their numbers."""
    last = model._default_manager.filter(order__lt=below).aggregate(last=Max("order"))["last"] or 0
    return min(last + 1, below)
