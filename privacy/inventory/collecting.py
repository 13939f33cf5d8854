"""What the public forms collect, declared beside the models they fill (LAW P8): form, purpose, field by field.

Each app's ``personal_data.py`` calls ``declare_form`` for its public forms, those without a form class too, and
``staff_form`` for the others. System checks and the promise P8 hold what is rendered against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model
from django.forms import BaseForm


class NotKept(StrEnum):
    """Why a form may have a field that no declared field of a model keeps. There is no other reason."""

    BAIT = "bait"  # out of people's sight; only whether something is in it is looked at
    CONTROL = "control"  # says which part of the page was used, and is forgotten with the answer
    TOKEN = "token"  # noqa: S105 - proves that the form is ours, and is forgotten with the answer


@dataclass(frozen=True, kw_only=True)
class FormData:
    """One public form: the views that it posts to, its purpose, and where each of its fields is kept.

    ``is_only_while_told``: its page is there only while the policy in force has the purpose.
    ``fields`` maps a field's name to the declared field of ``model``; ``not_kept`` gives the reason for the others.
    """

    name: str
    purpose: str
    model: type[Model]
    views: tuple[str, ...]
    fields: Mapping[str, str]
    not_kept: Mapping[str, NotKept] = field(default_factory=dict)
    form: type[BaseForm] | None = None
    is_only_while_told: bool = False

    def names(self) -> set[str]:
        return {*self.fields, *self.not_kept}


_forms: dict[str, FormData] = {}
_staff: set[type[BaseForm]] = set()


def declare_form(data: FormData) -> None:
    """Add a public form to the register."""
    _forms[data.name] = data


def staff_form(*forms: type[BaseForm]) -> None:
    """State that these forms are filled in by staff alone, behind the login."""
    _staff.update(forms)


def all_forms() -> Iterator[FormData]:
    """Yield every declared form, in a stable order."""
    yield from sorted(_forms.values(), key=lambda data: data.name)


def is_known(form: type[BaseForm]) -> bool:
    """Tell whether a form class is declared, or is staff's."""
    return form in _staff or any(data.form is form for data in _forms.values())


def names_for(view: str) -> set[str] | None:
    """Return the names that forms posting to this view may have; None if no declared form posts there."""
    found = [data.names() for data in _forms.values() if view in data.views]
    return set().union(*found) if found else None


def all_names() -> set[str]:
    """Return every name that some declared form may have."""
    return set().union(*(data.names() for data in _forms.values()))
