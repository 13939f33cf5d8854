"""Readable text for staff, of the values in a frozen register."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacy.law.countries import country_name
from privacy.register import sections
from privacy.register.languages.fields import in_language
from privacy.register.languages.translations import is_translated

_LONGEST = 300
_STEP = " / "
_COUNTRIES = {"country", "parent_country", "storage_countries", "access_countries"}


def field_in_words(model: type[Model] | None, name: str, value: Any) -> str:
    """Return a field value as text: choices as labels, countries as names."""
    if name in _COUNTRIES:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(country_name(str(code)) for code in codes if code)
    return value_in_words(_choices(model, name).get(value, value) if isinstance(value, str) else value)


def value_in_words(value: Any) -> str:
    """Return any value as text: translations in the default language, lists with commas; long texts are cut."""
    if isinstance(value, Mapping):
        text = in_language(value) if is_translated(value) else json.dumps(value, ensure_ascii=False) if value else ""
    elif isinstance(value, list):
        text = ", ".join(value_in_words(element) for element in value)
    elif isinstance(value, bool):
        text = _("yes") if value else _("no")
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def place_in_words(place: str) -> str:
    """Return a path in a frozen register, such as “consent / services / matomo / data”, with readable names."""
    section, *parts = place.split(_STEP)
    model: type[Model] | None = None
    models = next((candidate.models for candidate in sections.all_sections() if candidate.key == section), {})
    words: list[str] = []
    for number, part in enumerate(parts):
        field = _field(model, part)
        if number == 0 and part in models:
            model = models[part]
            words.append(capfirst(str(model._meta.verbose_name)))
        elif field is not None and field.related_model is not None:
            model = cast("type[Model]", field.related_model)
            words.append(str(model._meta.verbose_name))
        else:
            words.append(str(getattr(field, "verbose_name", part)))
    return _STEP.join(words) or place


def _field(model: type[Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _choices(model: type[Model] | None, name: str) -> Mapping[str, Any]:
    return dict(getattr(_field(model, name), "flatchoices", None) or ())
