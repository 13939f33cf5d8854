"""What the setup assistant shows of the catalogue, in words."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.text import capfirst

from privacy.law.durations import lifetime_in_words
from privacy.recipients.models import Vendor
from privacy.register.frozen_words import field_in_words

register = template.Library()
register.filter("lifetime", lifetime_in_words)


@register.filter
def fact_label(name: str) -> str:
    """Return the label of a recipient's field."""
    return capfirst(_label(name))


@register.filter
def fact_labels(names: Iterable[str]) -> str:
    """Return the labels of several fields."""
    return ", ".join(map(_label, names))


def _label(name: str) -> str:
    return next(str(field.verbose_name) for field in Vendor._meta.fields if field.name == name)


@register.filter
def fact_value(name: str, value: Any) -> str:
    """Return the value of a recipient's field: choices as labels, countries as names."""
    return field_in_words(Vendor, name, value)
