"""What a correction may change, and what is made anew after it (GDPR Art. 16, LAW D-22).

The values that a person filled in can be corrected. An app says here which of them are a record of what was said at
the time, and what else follows from a value that changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP

from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.inventory.declarations import PersonalData, PersonalField
from privacy.inventory.enums import Origin
from privacy.inventory.subjects import Subject
from privacy.registry import Registry

# Whoever works here corrects an account on its own page.
_BY_THEMSELVES = "staff"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that was corrected: of one row, or a person's address as a whole, and then ``row`` is None."""

    row: Model | None
    field: str
    old: Any
    new: Any
    at: datetime


Dependent = Callable[[Change], None]

# The fields of a model that record what was said, and are never changed.
records: Registry[type[Model], frozenset[str]] = Registry("record of what was said")
dependents: Registry[str, Dependent] = Registry("what is made anew after a correction")


def keep_as_said(model: type[Model], *fields: str) -> None:
    """Declare fields that are a record of what somebody said: they are answered, not changed."""
    records.add(model, frozenset(fields))


def made_anew(name: str) -> Callable[[Dependent], Dependent]:
    """Register what follows from a corrected value, under a name; called in the transaction of the correction."""
    return dependents.register(name)


def tell_dependents(change: Change) -> None:
    """Make anew what follows from a change."""
    for dependent in dependents.values():
        dependent(change)


def correctable(data: PersonalData) -> Mapping[str, PersonalField]:
    """Return the fields of one row that a person may have corrected; the address is corrected for all rows at once."""
    if data.purpose == _BY_THEMSELVES or (not data.own_subjects and not data.part_of):
        return {}
    fixed = records.get(data.model, frozenset())
    return {name: field for name, field in data.fields.items() if name not in fixed and _is_open(data, name, field)}


def address_field(data: PersonalData) -> str:
    """Return the name of the column with the person's address; empty if the model has none of its own."""
    return next((subject.lookup for subject in address_subjects(data)), "")


def address_subjects(data: PersonalData) -> list[Subject]:
    """Return the people whose address is alone in a column of the model's own rows."""
    return [subject for subject in data.own_subjects if LOOKUP_SEP not in subject.lookup and not subject.is_within]


def _is_open(data: PersonalData, name: str, field: PersonalField) -> bool:
    column: Any = data.model._meta.get_field(name)
    is_text = isinstance(column, models.CharField | models.TextField | models.DateField | models.IntegerField)
    is_address = isinstance(column, WrittenAddressField | AddressField) or name in {
        subject.lookup for subject in address_subjects(data)
    }
    # Another key would be another row.
    return not column.primary_key and field.origin is Origin.PROVIDED and field.in_copy and is_text and not is_address
