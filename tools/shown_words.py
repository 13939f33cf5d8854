"""Declarations whose texts visitors read: on pages, in forms, in letters and in the copy of a person's data."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Field
from django.forms import BaseForm
from django.utils import translation

from consent.interests.rules import rules
from privacy.inventory import activities, collecting, declarations
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.enums import Origin
from privacy.policy import summary
from privacy.register.statements import site_sentences
from privacy.registry import own_apps


def public_forms() -> set[type[BaseForm]]:
    """Return the classes of the forms of visitors, and those of our apps that they inherit from."""
    packages = {config.name for config in own_apps()}
    return {
        form
        for data in collecting.all_forms()
        for form in getattr(data.form, "__mro__", ())
        if form.__module__.partition(".")[0] in packages
    }


def declared_msgids() -> set[str]:
    """Return the msgids of these texts, and those texts that have no translation."""
    with translation.override(None):
        return {str(text) for text in _texts() if text}


def _texts() -> Iterator[Any]:
    yield from Origin.labels
    for data in declarations.all_personal():
        yield from _of_rows(data)
    for activity in activities.all_activities():
        yield from (activity.title, activity.unlinkable)
    for sentence in site_sentences.registry.values():
        yield from (sentence.text, sentence.otherwise)
    for rule in rules.values():
        yield from (rule.title, rule.explanation)
    for line in summary.registry.values():
        yield line.link


def _of_rows(data: PersonalData) -> Iterator[Any]:
    """Yield the texts with which a copy, and the information beside it, show the rows of a model."""
    yield from (data.title, data.unlinkable)
    if isinstance(data.erasure, Keep):
        yield data.erasure.reason.label
    for name, field in data.fields.items():
        yield field.title
        if field.in_copy:
            column: Field[Any, Any] | Any = data.model._meta.get_field(name)
            yield from _labels(getattr(column, "choices", None))
            # A list of codes has its choices at the field of which it is a list.
            yield from _labels(getattr(getattr(column, "base_field", None), "choices", None))


def _labels(choices: Iterable[tuple[Any, Any]] | None) -> Iterator[Any]:
    for _code, label in choices or ():
        if isinstance(label, list | tuple):
            yield from _labels(label)
        else:
            yield label
