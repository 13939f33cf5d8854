"""What the public forms collect, declared beside the models they fill (LAW P8): form, purpose, field by field.

An app calls ``declare_form`` for its public forms, those without a form class too; the class of any other has the
decorator ``staff_form`` or ``base_form``. System checks and the promise P8 hold what is rendered against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.db.models import Model
from django.forms import BaseForm

from privacy.registry import Registry, dotted_name

Form = TypeVar("Form", bound=type[BaseForm])


class NotKept(StrEnum):
    """Why a form may have a field that no declared field of a model keeps. There is no other reason."""

    BAIT = "bait"  # out of people's sight; only whether something is in it is looked at
    CONTROL = "control"  # says which part of the page was used, and is forgotten with the answer
    TOKEN = "token"  # noqa: S105 - proves that the form is ours, and is forgotten with the answer


@dataclass(frozen=True, kw_only=True)
class FormData:
    """One public form: the views that it posts to, its purpose, and where each of its fields is kept.

    ``needs_published_purpose``: its page is there only while the policy in force has the purpose.
    ``fields`` maps a field's name to the declared field of ``model``; ``not_kept`` gives the reason for the others.
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
    """A form class that no visitor meets: staff's, behind the login, or a base of other classes."""

    form: type[BaseForm]


def _classes(data: FormData | NotPublic) -> tuple[type[BaseForm], ...]:
    return (data.form,) if data.form is not None else ()


registry: Registry[str, FormData | NotPublic] = Registry("form", order=lambda name, _data: name, claims=_classes)


def declare_form(data: FormData) -> None:
    """Add a public form to the register."""
    registry.add(data.name, data)


def staff_form(form: Form) -> Form:
    """State that a form is filled in by staff alone, behind the login. A decorator of the class."""
    registry.add(dotted_name(form), NotPublic(form=form))
    return form


def base_form(form: Form) -> Form:
    """State that a form is only inherited from: its subclasses are declared, and no page shows it. A decorator."""
    registry.add(dotted_name(form), NotPublic(form=form))
    return form


def all_forms() -> Iterator[FormData]:
    """Yield every declared public form, in a stable order."""
    yield from (data for data in registry.values() if isinstance(data, FormData))


def is_known(form: type[BaseForm]) -> bool:
    """Tell whether a form class is declared, is staff's, or is only a base."""
    return any(data.form is form for data in registry.values())


def names_for(view: str) -> set[str] | None:
    """Return the names that forms posting to this view may have; None if no declared form posts there."""
    found = [data.names() for data in all_forms() if view in data.views]
    return set().union(*found) if found else None


def all_names() -> set[str]:
    """Return every name that some declared form may have."""
    return set().union(*(data.names() for data in all_forms()))
