"""Loading the draft register's storage items from a seed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from privacy.law.errors import UnknownDuration
from privacy.law.lifetimes import parse_lifetime
from privacy.register.errors import SeedError
from privacy.register.operations import save_valid


def load_storage(*, rows: Iterable[Mapping[str, Any]]) -> None:
    """Create or update storage items by kind, name and domain; raises ``SeedError`` that names the row.

    ``lifetime`` and ``documented`` are written as “30 minutes” or “session”; ``published`` is the lifetime in the
    earlier policy, and its presence says that the policy listed the item.
    """
    services = {service.key: service for service in Service.objects.all()}
    for order, row in enumerate(rows, start=1):
        try:
            _load(row, order, services)
        except (KeyError, ValidationError, ObjectDoesNotExist, UnknownDuration, TypeError) as error:
            raise SeedError(f"storage {row.get('name', order)}: {error!r}") from error


def _load(row: Mapping[str, Any], order: int, services: Mapping[str, Service]) -> None:
    values = dict(row)
    service = services[values.pop("service")] if "service" in values else None
    key = {"kind": values.pop("kind", "cookie"), "name": values.pop("name"), "domain": values.pop("domain", "")}
    values.setdefault("category", service.category if service else Category.NECESSARY)
    values |= {
        "service": service,
        "order": order,
        "lifetime_seconds": parse_lifetime(values.pop("lifetime", "")),
        "documented_seconds": parse_lifetime(values.pop("documented", "")),
        "is_in_published_policy": "published" in values,
        "published_lifetime": values.pop("published", ""),
    }
    item = StorageItem.objects.filter(**key).first() or StorageItem(**key)
    names = {field.name for field in StorageItem._meta.fields}
    for name, value in values.items():
        if name not in names:
            raise KeyError(name)
        setattr(item, name, value)
    save_valid(item)
