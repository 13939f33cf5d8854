"""Add the services and vendors of a policy that the draft register lacks."""

import hashlib

from django.db.models import Max, Model
from django.utils.text import slugify

from consent.importing.entries import Entry
from consent.services import known
from consent.services.enums import Category
from consent.services.models import Service
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import Vendor

_UNNAMED = "unnamed"
_LAST = 32767  # the largest value of the column


def service_of(entry: Entry) -> Service | None:
    """Return the service of a row, created in the draft if it is missing; None for the site's own items."""
    if entry.is_own and entry.category == Category.NECESSARY:
        return None
    if entry.known:
        parent = entry.known.service
        service = Service.objects.filter(key=parent.key).first()
        return service or _new_service(parent.key, parent.name, _vendor(parent.vendor), parent.category)
    vendor = _vendor(entry.vendor.key, entry.vendor.name or entry.vendor_text)
    services = Service.objects.filter(vendor=vendor)
    if entry.category != Category.NECESSARY:
        services = services.exclude(category=Category.NECESSARY)  # loaded without consent
    service = services.filter(category=entry.category).first() or services.first()
    return service or _new_service(*_only_known(vendor, entry.category), vendor, entry.category)


def _only_known(vendor: Vendor, category: Category) -> tuple[str, str]:
    """Return key and name of the vendor's only known service in a category, else of a service named after it."""
    services = {
        (item.service.key, item.service.name)
        for item in known.items()
        if item.service.vendor == vendor.key and item.service.category == category
    }
    return services.pop() if len(services) == 1 else (vendor.key, vendor.name)


def _new_service(key: str, name: str, vendor: Vendor, category: Category) -> Service:
    taken = Service.objects.filter(key=key[:40]).exists()
    return Service.objects.create(
        key=_short(f"{key}-{category}" if taken else key), vendor=vendor, name=name[:80], category=category,
        order=next_order(Service),
    )  # fmt: skip


def _vendor(key: str, name: str = "") -> Vendor:
    """Return a vendor of the register, or a new vendor; its empty fields keep it from being published."""
    name = next((vendor.name for vendor in known.vendors() if vendor.key == key), name or _UNNAMED)
    key = key or _short(slugify(name) or hashlib.sha256(name.encode()).hexdigest()[:12])
    return Vendor.objects.filter(key=key).first() or Vendor.objects.create(
        key=key, name=name[:80], legal_entity="", role="", does={}, storage_countries=[], parent_country="",
        tool=TransferTool.NONE, notice_url="", order=next_order(Vendor),
    )  # fmt: skip


def _short(key: str) -> str:
    """Return a unique key of at most 40 letters."""
    return key if len(key) <= 40 else f"{key[:27]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def next_order(model: type[Model]) -> int:
    """Return the next free value of a model's ``order`` field."""
    last = model._default_manager.aggregate(last=Max("order"))["last"] or 0
    return min(last + 1, _LAST)
