"""Storage items as a seed file writes them."""

from typing import Any

from consent.services.models import StorageItem
from privacy.law.durations import write_lifetime
from privacy.register.seed_rows import fields_of

_LIFETIMES = {"lifetime_seconds": "lifetime", "documented_seconds": "documented"}


def seed_row(item: StorageItem) -> dict[str, Any]:
    """Return an item with lifetimes in words; ``published`` marks an item that the earlier policy listed."""
    row = fields_of(item)
    for column, name in _LIFETIMES.items():
        row.pop(column, None)
        if (seconds := getattr(item, column)) is not None:
            row[name] = write_lifetime(seconds)
    row.pop("published_lifetime", None)
    if row.pop("is_in_published_policy", False):
        row["published"] = item.published_lifetime
    return row
