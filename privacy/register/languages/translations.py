"""Search for texts of the register that lack a language (LAW L-01)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeGuard

from django.apps import apps
from django.db.models import Model

from privacy.law.locales import languages
from privacy.register.languages.fields import TranslatedField, site_languages


def half_translated(content: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Yield the path of each text in frozen content that lacks a language of the site, and the missing languages.

    An optional text that is empty in every language lacks none.
    """
    if isinstance(content, list):
        for number, value in enumerate(content, start=1):
            name = (value.get("key") or value.get("name")) if isinstance(value, Mapping) else None
            yield from half_translated(value, (*place, str(name or number)))
    elif isinstance(content, Mapping):
        if is_translated(content) or (content == {} and place[-1] in _never_empty()):
            if missing := {code for code in site_languages() if not str(content.get(code) or "").strip()}:
                yield " / ".join(place), missing
        else:
            for name, value in content.items():
                yield from half_translated(value, (*place, str(name)))


def whole_languages(content: Mapping[str, Any]) -> list[str]:
    """Return the languages of the site in which frozen content has every text, in their order."""
    lacking = {code for _place, missing in half_translated(content) for code in missing}
    return [code for code in site_languages() if code not in lacking]


def lacking_languages(row: Model) -> set[str]:
    """Return the languages of the site that a text of a row lacks; a text that is empty altogether lacks none."""
    texts = [getattr(row, field.name) for field in row._meta.fields if isinstance(field, TranslatedField)]
    return {code for text in texts if text for code in site_languages() if not text.get(code, "").strip()}


def is_translated(value: Any) -> TypeGuard[Mapping[str, str]]:
    """Tell whether a value is a text in several languages."""
    return isinstance(value, Mapping) and not value.keys().isdisjoint({*site_languages(), *languages.known()})


@cache
def _never_empty() -> frozenset[str]:
    """Return the names of the translated fields in which every row of the register needs a text."""
    fields = [
        field for model in apps.get_models() for field in model._meta.fields if isinstance(field, TranslatedField)
    ]
    return frozenset(field.name for field in fields if not field.blank)
