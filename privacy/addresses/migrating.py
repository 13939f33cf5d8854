"""Give rows from before there was a normal form of addresses that form. For migrations."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db.models import F, Model, QuerySet

from privacy.addresses.model_fields import WRITTEN
from privacy.addresses.normal import Address, lookup_form

_PLAIN = r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9.-]+$"
# Returns the rows of which a row may not share its address.
Rivals = Callable[[Any], "QuerySet[Any]"]


def normalise_rows(apps: Apps, label: str, *, field: str = "email", rivals: Rivals | None = None) -> int:
    """Store the normal form of each address and the old spelling beside it; return the number of changed addresses.

    Where ``rivals(row)`` has the mailbox already, the row keeps its own line and gets ``is_second_spelling``: staff
    see both as one person. What is no address stays as it is.
    """
    model: type[Model] = apps.get_model(label)
    rows = model._base_manager.all()
    rows.filter(**{field + WRITTEN: ""}).update(**{field + WRITTEN: F(field)})
    changed = 0
    for row in rows.exclude(**{f"{field}__regex": _PLAIN}).order_by("pk").iterator():
        old = getattr(row, field)
        normal = lookup_form(old)
        if normal == old or not isinstance(normal, Address):
            continue
        values: dict[str, Any] = {field: normal}
        if rivals is not None and rivals(row).filter(**{field: normal}).exclude(pk=row.pk).exists():
            values["is_second_spelling"] = True
        rows.filter(pk=row.pk).update(**values)
        _rename_in_holds(apps, old, normal)
        changed += 1
    return changed


def normalise_accounts(apps: Apps, label: str, field: str) -> None:
    """Store the normal form of the addresses of accounts."""
    accounts = apps.get_model(label)._base_manager.exclude(**{field: ""})
    for key, old in accounts.exclude(**{f"{field}__regex": _PLAIN}).values_list("pk", field).iterator():
        accounts.filter(pk=key).update(**{field: str(lookup_form(old))})


def _rename_in_holds(apps: Apps, old: str, normal: str) -> None:
    """Let the legal holds that know a person by the old form of an address know the new one."""
    # A hold has only a hash of the address, so it can be renamed only while a row still tells the old form.
    for hold in apps.get_model("privacy.LegalHold")._base_manager.exclude(salt=""):
        if hold.subject_key == _key(hold.salt, old):
            hold.subject_key = _key(hold.salt, normal)
            hold.save(update_fields=["subject_key"])


def _key(salt: str, address: str) -> str:
    return hashlib.sha256((salt + address).encode()).hexdigest()
