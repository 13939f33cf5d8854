"""Fields for days and moments: the browser shows them as its reader writes dates, and offers a calendar.

A browser without such fields sends what was typed; forms take the ways of the active language and ISO dates.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import models


class DayInput(forms.DateInput):
    """A field for a day."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A field for a day and a time in the site's time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        # Seconds that the program wrote are kept, and nobody need type any.
        super().__init__(attrs={"step": "any", **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")

    def format_value(self, value: Any) -> str | None:
        written = super().format_value(value)
        return written.removesuffix(":00") if written and isinstance(value, datetime) else written


class DaysAdmin:
    """Mixin for an admin or an inline: its forms have these fields for days and moments."""

    formfield_overrides: Mapping[Any, Any] = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
        models.DateField: {"widget": DayInput},
    }
