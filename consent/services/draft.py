"""The draft register of services and storage as plain data, for a revision."""

from typing import Any

from consent.adapters.adapter import adapters
from consent.services import changes
from consent.services.models import Service, StorageItem
from consent.services.starting import origin_of
from privacy.recipients.models import Vendor
from privacy.register.models import Revision

_ITEM = (
    "kind", "name", "domain", "party", "lifetime_seconds", "documented_seconds", "category", "description",
    "source_url", "verified_on", "deletable_by", "published_name", "justification",
)  # fmt: skip
_SERVICE = (
    "key", "category", "name", "purposes", "description", "data", "adapter", "site_id", "script_url",
    "script_attributes", "stop_call", "stop_arguments", "revoke_method", "opt_out_url",
)  # fmt: skip
_REVISIONS_TOLD = 50


def services() -> dict[str, Any]:
    """Return ``services``, every one with its items and since which revision it is what it is, and ``changes``.

    ``since`` moves only with a change that matters to a choice already made (``services.changes``, LAW C-18); what
    changed is kept for as long as a choice made before it can still be around.
    """
    latest = Revision.objects.newest_first().first()
    number = latest.number + 1 if latest else 1
    section = latest.content.get("consent", {}) if latest else {}
    told = [one for one in section.get("changes", []) if one["revision"] > number - _REVISIONS_TOLD]
    known = {one["key"]: one for one in section.get("services", [])}
    vendors = {one["key"]: one for one in latest.content["privacy"]["vendors"]} if latest else {}
    purposes = {one["category"] for one in known.values()}
    found = []
    for service in Service.objects.select_related("vendor").prefetch_related("items"):
        frozen = _frozen(service)
        before = known.get(service.key)
        new = changes.between(
            changes.Side(before, vendors.get(before["vendor"], {})) if before else None,
            changes.Side(frozen, _recipient(service.vendor)),
            purposes=purposes,
        )
        frozen["since"] = number if new or before is None else before["since"]
        told += [
            {"revision": number, "service": service.key, "category": service.category} | one for one in new if latest
        ]
        found.append(frozen)
    return {"services": found, "changes": told}


def _frozen(service: Service) -> dict[str, Any]:
    frozen: dict[str, Any] = {name: getattr(service, name) for name in _SERVICE}
    return frozen | {
        "hosts": hosts_of(service),
        "vendor": service.vendor.key,
        "items": [_item(item) for item in service.items.all()],
    }


def hosts_of(service: Service) -> dict[str, list[str]]:
    """Return what pages may reach for a service: what the register says, else what its adapter needs."""
    adapter = adapters.get(service.adapter)
    hosts = service.hosts or ({kind: list(names) for kind, names in adapter.hosts.items()} if adapter else {})
    if (origin := origin_of(service)) and origin not in hosts.get("script", []):
        hosts = {**hosts, "script": [origin, *hosts.get("script", [])]}
    return hosts


def _recipient(vendor: Vendor) -> dict[str, Any]:
    return {name: getattr(vendor, name) for name in changes.RECIPIENT}


def own_items() -> list[dict[str, Any]]:
    """Return what the site itself stores."""
    return [_item(item) for item in StorageItem.objects.own()]


def _item(item: StorageItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _ITEM}
