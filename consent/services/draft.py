"""The draft register of services and storage, as a revision freezes it."""

from dataclasses import replace
from datetime import date

from consent.adapters.adapter import adapters
from consent.services import changes
from consent.services.models import Service, StorageItem
from consent.services.starting import origin_of
from privacy.erasure.revision_numbers import next_number
from privacy.recipients import queries
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.register.frozen.parts import Storage
from privacy.register.frozen.register import Register
from privacy.register.queries import newest_register

_REVISIONS_TOLD = 50


def services(today: date) -> tuple[tuple[frozen.Service, ...], tuple[frozen.Change, ...]]:
    """Return every service with its items and the revision of its last material change, and the changes.

    ``since`` moves only with a change that is material to an earlier choice (``services.changes``, LAW C-18);
    a change is kept for as long as an earlier choice can still be valid.
    """
    latest = newest_register()
    number = next_number()
    published = latest or Register()
    announced = [change for change in published.part(Storage).changes if change.revision > number - _REVISIONS_TOLD]
    known = {service.key: service for service in published.services}
    vendors = {vendor.key: vendor for vendor in published.vendors}
    earlier = {key: changes.Side(service, vendors.get(service.vendor)) for key, service in known.items()}
    categories = {side.service.category for side in earlier.values() if side.is_running}
    recipients = {vendor.key: vendor for vendor in queries.vendors(today)}
    frozen_services = []
    for service in Service.objects.select_related("vendor").prefetch_related("items"):
        now = _frozen(service)
        before = known.get(service.key)
        new = changes.between(
            earlier.get(service.key),
            changes.Side(now, recipients.get(now.vendor)),
            purposes=categories,
        )
        frozen_services.append(replace(now, since=number if new or before is None else before.since))
        if latest:
            announced += [replace(change, revision=number) for change in new]
    return tuple(frozen_services), tuple(announced)


def _frozen(service: Service) -> frozen.Service:
    items = tuple(_item(item) for item in service.items.all())
    return from_row(frozen.Service, service, hosts=hosts_of(service), vendor=service.vendor.key, items=items, since=0)


def hosts_of(service: Service) -> dict[str, list[str]]:
    """Return the hosts that pages may reach for a service: those of the register, else those of its adapter."""
    adapter = adapters.get(service.adapter)
    hosts = service.hosts or ({kind: list(names) for kind, names in adapter.hosts.items()} if adapter else {})
    if (origin := origin_of(service)) and origin not in hosts.get("script", []):
        hosts = {**hosts, "script": [origin, *hosts.get("script", [])]}
    return hosts


def own_items() -> tuple[frozen.StorageItem, ...]:
    """Return the storage of the site itself."""
    return tuple(_item(item) for item in StorageItem.objects.own())


def _item(item: StorageItem) -> frozen.StorageItem:
    return from_row(frozen.StorageItem, item)
