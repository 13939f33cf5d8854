"""Services and vendors that a policy names and the draft register lacks."""

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
_LAST = 32767  # what the column holds


def service_of(entry: Entry) -> Service | None:
    """Return the service that a row belongs to, created in the draft if need be; None for the site's own."""
    if entry.is_own and entry.category == Category.NECESSARY:
        return None
    if entry.known:
        parent = entry.known.service
        service = Service.objects.filter(key=parent.key).first()
        return service or _new_service(parent.key, parent.name, _vendor(parent.vendor), parent.category)
    vendor = _vendor(entry.vendor.key, entry.vendor.name or entry.vendor_text)
    services = Service.objects.filter(vendor=vendor)
    if entry.category != Category.NECESSARY:
        services = services.exclude(category=Category.NECESSARY)  # that one is loaded without a yes
    service = services.filter(category=entry.category).first() or services.first()
    return service or _new_service(*_only_known(vendor, entry.category), vendor, entry.category)


def _only_known(vendor: Vendor, category: Category) -> tuple[str, str]:
    """Return key and name of the one service that is known of a vendor in a category, or of one named after it."""
    found = {(one.service.key, one.service.name) for one in known.items() if _is_of(one, vendor, category)}
    return found.pop() if len(found) == 1 else (vendor.key, vendor.name)


def _is_of(item: known.KnownItem, vendor: Vendor, category: Category) -> bool:
    return item.service.vendor == vendor.key and item.service.category == category


def _new_service(key: str, name: str, vendor: Vendor, category: Category) -> Service:
    taken = Service.objects.filter(key=key[:40]).exists()
    return Service.objects.create(
        key=_short(f"{key}-{category}" if taken else key), vendor=vendor, name=name[:80], category=category,
        order=next_order(Service),
    )  # fmt: skip


def _vendor(key: str, name: str = "") -> Vendor:
    """Return a vendor of the register, or a new one of which nothing else is known, so that it is not published."""
    name = next((one.name for one in known.vendors() if one.key == key), name or _UNNAMED)
    key = key or _short(slugify(name) or hashlib.sha256(name.encode()).hexdigest()[:12])
    vendor = Vendor.objects.filter(key=key).first()
    return vendor or Vendor.objects.create(
        key=key, name=name[:80], legal_entity="", role="", does={}, storage_countries=[], parent_country="",
        tool=TransferTool.NONE, notice_url="", order=next_order(Vendor),
    )  # fmt: skip


def _short(key: str) -> str:
    """Return a key of at most 40 letters, another for another name."""
    return key if len(key) <= 40 else f"{key[:27]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def next_order(model: type[Model]) -> int:
    """Return the place after the last row of a model that has an order."""
    last = model._default_manager.aggregate(last=Max("order"))["last"] or 0
    return min(last + 1, _LAST)
