"""The draft register of services and storage as plain data, for a revision."""

import hashlib
import json
from typing import Any

from django.conf import settings

from consent import cookie
from consent.models import Service, StorageItem
from privacy.models import Revision

_ITEM = (
    "kind", "name", "domain", "party", "lifetime_seconds", "documented_seconds", "category", "description",
    "source_url", "verified_on", "deletable_by", "published_name", "justification",
)  # fmt: skip
_SERVICE = (
    "key", "category", "name", "description", "data", "hosts", "adapter", "revoke_method", "opt_out_url",
)  # fmt: skip


def services() -> list[dict[str, Any]]:
    """Return every service with its items, and since which revision it is what it is.

    ``since`` moves only with a change that matters to a choice already made (LAW C-18): another vendor, legal entity,
    role or country, category, hosts, items or other lifetimes. Words may be corrected without asking again.
    """
    latest = Revision.objects.newest_first().first()
    before = latest.content.get("consent", {}).get("services", []) if latest else []
    known = {(one["key"], one["material"]): one["since"] for one in before}
    number = latest.number + 1 if latest else 1
    found = []
    for service in Service.objects.select_related("vendor").prefetch_related("items"):
        material = _material(service)
        frozen = {name: getattr(service, name) for name in _SERVICE}
        frozen |= {
            "vendor": service.vendor.key,
            "material": material,
            "since": known.get((service.key, material), number),
        }
        frozen["items"] = [_item(item) for item in service.items.all()]
        found.append(frozen)
    return found


def own_items() -> list[dict[str, Any]]:
    """Return what the site itself stores."""
    return [_item(item) for item in StorageItem.objects.own()]


def own_cookie_names() -> set[str]:
    """Return the cookies that this installation can set, under the names that its settings give them."""
    return {cookie.NAME, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}


def _item(item: StorageItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _ITEM}


def _material(service: Service) -> str:
    """Return a hash of what a person who said yes must be asked about anew when it changes."""
    vendor = service.vendor
    items = service.items.all()
    what = {
        "vendor": [vendor.key, vendor.legal_entity, vendor.role, vendor.parent_country, vendor.storage_countries],
        "category": service.category,
        "hosts": {kind: sorted(hosts) for kind, hosts in service.hosts.items()},
        "items": sorted([one.kind, one.name, one.domain, one.category, one.lifetime_seconds or 0] for one in items),
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]
