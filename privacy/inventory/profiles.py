"""Declared fields that contain conclusions about people."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import models

from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.enums import Origin
from privacy.registry import Registry

ProfileFault = Callable[[datetime], str]
# Each returns what is wrong with the profiles of an app, in the active language; empty if nothing is.
faults: Registry[str, ProfileFault] = Registry("fault of profiles")


def inferred_fields() -> Iterator[tuple[PersonalData, str]]:
    """Yield every field whose value we concluded, with its model's declaration."""
    for data in declarations.all_personal():
        yield from ((data, name) for name, field in data.fields.items() if field.origin is Origin.INFERRED)


def profile_fields() -> Iterator[tuple[PersonalData, str]]:
    """Yield the inferred fields that are not booleans, such as interests, scores and segments."""
    for data, name in inferred_fields():
        if not isinstance(data.model._meta.get_field(name), models.BooleanField):
            yield data, name


def field_label(data: PersonalData, name: str) -> str:
    """Return ``app.model.field``."""
    return f"{data.model._meta.label_lower}.{name}"
