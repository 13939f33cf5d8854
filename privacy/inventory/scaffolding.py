"""A first draft of a declaration, from what a model looks like. Whoever adds it reads every line."""

import inspect
from pathlib import Path
from typing import Any

from django.db.models import DateField, EmailField, Model

from privacy.addresses.model_fields import WRITTEN
from privacy.inventory import declarations, people
from privacy.inventory.declarations import PersonalData
from privacy.inventory.explaining import personal_names

_FILE = '''"""What {plural} hold about people."""

from django.utils.translation import gettext_lazy as _

from {module} import {model}
from privacy.inventory.declarations import PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal

declare(
    PersonalData(
        model={model},
        title=_("{title}"),
        purpose="{purpose}",
        {subject},
        retention=Retention(rule="{rule}", {counted}),
        fields={{
{fields}
        }},
        internal={{
{internal}
        }},
    )
)
'''

_MORE = """,
        # More ways lead to people. Say in subjects=(owner(…), participant(…)) what each of them is to the row:
        # """


def draft(model: type[Model]) -> str:
    """Return a file with a declaration of a model."""
    label, fields = model._meta.app_label, [field for field in model._meta.get_fields() if _is_own(field)]
    internal = [field for field in fields if _is_internal(model, field)]
    return _FILE.format(
        plural=model._meta.verbose_name_plural,
        module=model.__module__,
        model=model.__name__,
        title=str(model._meta.verbose_name_plural).capitalize(),
        purpose=label,
        subject=_subject(model),
        rule=f"{label}.{model._meta.model_name}",
        counted=_counted(model),
        fields="\n".join(_field(field) for field in fields if field not in internal),
        internal="\n".join(f'            "{field.name}": NotPersonal.REFERENCE,' for field in internal),
    )


def place_of(model: type[Model]) -> Path:
    """Return where the declaration belongs: beside the model."""
    return Path(inspect.getfile(model)).with_name("personal_data.py")


def _is_own(field: Any) -> bool:
    return bool(getattr(field, "column", None) or field.many_to_many) and not (
        field.auto_created and not field.concrete
    )


def _is_internal(model: type[Model], field: Any) -> bool:
    return field.is_relation or (field.primary_key and field.name not in personal_names(model))


def _field(field: Any) -> str:
    origin = "observed" if isinstance(field, DateField) or not field.editable else "provided"
    return f'            "{field.name}": {origin}(_("{str(field.verbose_name).capitalize()}")),'


def _subject(model: type[Model]) -> str:
    if ways := _ways(model):
        first, *others = ways
        return f'subject="{first}"' + (_MORE + ", ".join(f'"{way}"' for way in others) if others else "")
    return 'subject=None,\n        unlinkable=_("Say here why nobody can be found, or name the way to an address.")'


def _ways(model: type[Model]) -> list[str]:
    """Return the ways to people: columns of the model's own, then keys to people and to what is declared of them."""
    keys = [field for field in model._meta.get_fields() if _is_own(field) and field.is_relation]
    others = [key for key in keys if key.related_model is not model]
    further = [f"{key.name}__{way}" for key in others for way in _ways_of(key.related_model)]
    return [*_addresses(model), *further]


def _ways_of(model: Any) -> list[str]:
    known = declarations.models.get(model)
    if isinstance(known, PersonalData):
        return [subject.lookup for subject in people.subjects_of(known) if subject.is_owner]
    return _addresses(model) if known is None and isinstance(model, type) else []


def _addresses(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if not field.name.endswith(WRITTEN)
        and (isinstance(field, EmailField) or (not field.is_relation and "mail" in field.name))
    ]


def _counted(model: type[Model]) -> str:
    times = [field.name for field in model._meta.concrete_fields if isinstance(field, DateField)]
    start = next((name for name in times if name != "retain_until"), "the_time_from_which_it_counts")
    return f'start="{start}"' if "retain_until" in times else f'since="{start}"'
