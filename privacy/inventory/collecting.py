"""Declarations of forms: purpose and storage of each field of each public form (LAW P8).

An app calls ``declare_form`` for its public forms, also for those without a form class. Every other form class has the
decorator ``staff_form`` or ``base_form``. System checks and promise P8 compare rendered forms with these declarations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.db.models import Model
from django.forms import BaseForm

from privacy.inventory.declarations import Text
from privacy.registry import Registry, dotted_name

Form = TypeVar("Form", bound=type[BaseForm])


class NotKept(StrEnum):
    """The only reasons for a form field that is not stored in a declared field of a model."""

    ASKS = "asks"  # asks another app for something, which keeps and declares what it needs
    BAIT = "bait"  # a honeypot: only whether it was filled in is used
    CONTROL = "control"  # selects a part of the page, and is not stored
    TOKEN = "token"  # noqa: S105 - proves that the form came from this site, and is not stored


@dataclass(frozen=True, kw_only=True)
class FormData:
    """A public form: the views that it posts to, its purpose, and the storage of its fields.

    ``fields`` maps each field name to the declared field of ``model`` that stores it, or by a lookup to that of a row
    that is stored with it; ``not_kept`` gives the reason for the other fields. ``needs_published_purpose``: the form is
    only shown while the published policy has its purpose.
    """

    name: str
    purpose: str
    model: type[Model]
    views: tuple[str, ...]
    fields: Mapping[str, str]
    not_kept: Mapping[str, NotKept] = field(default_factory=dict)
    form: type[BaseForm] | None = None
    needs_published_purpose: bool = False

    def names(self) -> set[str]:
        return {*self.fields, *self.not_kept}


@dataclass(frozen=True, kw_only=True)
class NotPublic:
    """A form class that no visitor meets: for staff behind the login, or a base class."""

    form: type[BaseForm]


def _classes(data: FormData | NotPublic) -> tuple[type[BaseForm], ...]:
    return (data.form,) if data.form is not None else ()


registry: Registry[str, FormData | NotPublic] = Registry("form", order=lambda name, _data: name, claims=_classes)


places: Registry[str, Text] = Registry("place where data was given", order=lambda name, _title: name)


def name_place(name: str, title: Text) -> None:
    """Say what people read of where they gave their data: in the form of this name, or by another way."""
    places.add(name, title)


def place_in_words(name: str) -> str:
    """Return where data was given in the active language; the name as it is if nobody has named the place."""
    return str(places[name]) if name in places else name


def declare_form(data: FormData) -> None:
    """Add a public form to the register."""
    registry.add(data.name, data)


def staff_form(form: Form) -> Form:
    """Declare that only staff fill in this form, behind the login. A class decorator."""
    registry.add(dotted_name(form), NotPublic(form=form))
    return form


def base_form(form: Form) -> Form:
    """Declare that no page shows this form: it is the base class of declared forms. A class decorator."""
    registry.add(dotted_name(form), NotPublic(form=form))
    return form


def all_forms() -> Iterator[FormData]:
    """Yield every declared public form, ordered by name."""
    yield from (data for data in registry.values() if isinstance(data, FormData))


def is_known(form: type[BaseForm]) -> bool:
    """Tell whether a form class is declared: as public, for staff or as a base class."""
    return any(data.form is form for data in registry.values())


def names_for(view: str) -> set[str]:
    """Return the allowed field names of the forms that post to this view."""
    return set().union(*(data.names() for data in all_forms() if view in data.views))


def all_names() -> set[str]:
    """Return the field names of all declared forms."""
    return set().union(*(data.names() for data in all_forms()))
