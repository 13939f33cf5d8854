"""Search for texts of the register that lack a language (LAW L-01)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings

from privacy.languages.fields import TranslatedField


def half_translated(content: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Yield the path of each text in frozen content that lacks a language of the site, and the missing languages.

    An optional text that is empty in every language lacks none.
    """
    if isinstance(content, list):
        for number, value in enumerate(content, start=1):
            name = (value.get("key") or value.get("name")) if isinstance(value, Mapping) else None
            yield from half_translated(value, (*place, str(name or number)))
    elif isinstance(content, Mapping):
        languages = {code for code, _name in settings.LANGUAGES}
        if languages.isdisjoint(content) and not (content == {} and place[-1] in _never_empty()):
            for name, value in content.items():
                yield from half_translated(value, (*place, str(name)))
        elif missing := {code for code in languages if not str(content.get(code) or "").strip()}:
            yield " / ".join(place), missing


@cache
def _never_empty() -> frozenset[str]:
    """Return the names of the translated fields in which every row of the register needs a text."""
    fields = [
        field for model in apps.get_models() for field in model._meta.fields if isinstance(field, TranslatedField)
    ]
    return frozenset(field.name for field in fields if not field.blank)
