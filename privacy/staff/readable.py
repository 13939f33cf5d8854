"""Values that staff read and do not change, in words: lists, languages, and texts in several languages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField, Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime

from privacy.inventory.declarations import in_words, read_as_of
from privacy.web.days import DaysAdmin


class ReadableAdmin(DaysAdmin, admin.ModelAdmin):
    """Shows no value as it is stored: ``["P1"]`` is P1, ``nb`` is Norsk bokmål."""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        links = self.list_display_links or ()
        columns = super().get_list_display(request)
        return [column if column in links else self._readable(column) for column in columns]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[tuple[Any, Any]]:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return list(fieldsets)
        return [(title, {**options, "fields": self._all_readable(options["fields"])}) for title, options in fieldsets]

    def _all_readable(self, names: Iterable[Any]) -> list[Any]:
        # Fields in one line are a tuple.
        return [self._all_readable(name) if isinstance(name, list | tuple) else self._readable(name) for name in names]

    def _readable(self, name: Any) -> Any:
        """Return what shows a field of the model in words; anything else as it is."""
        field = next((field for field in self.model._meta.concrete_fields if field.name == name), None)
        # Django’s own attributes, such as ``form``, show nothing.
        is_shown_by_own = hasattr(self, name) and not hasattr(ReadableAdmin, name)
        if field is None or is_shown_by_own or not (_needs_words(field) or read_as_of(self.model, name)):
            return name

        @admin.display(description=capfirst(field.verbose_name), ordering=name, empty_value="–")
        def shown(row: Model) -> SafeString | str:
            return self.in_words(field, getattr(row, name))

        shown.__name__ = name
        return shown

    def in_words(self, field: "Field[Any, Any]", value: Any) -> SafeString | str:
        """Return the words for a value of a field."""
        languages = dict(settings.LANGUAGES)
        if read_as := read_as_of(self.model, field.name):
            value = in_words(read_as, value)
        if field.name == "language":
            return str(languages.get(value, value))
        if isinstance(value, dict) and value.keys() & languages.keys():
            texts = ((code, name, value.get(code, "–")) for code, name in languages.items())
            return format_html("<div>{}</div>", format_html_join("", '<p lang="{}"><small>{}</small><br>{}</p>', texts))
        if isinstance(value, dict):
            return ", ".join(f"{key}: {entry}" for key, entry in value.items())
        if isinstance(value, str):
            return value
        return ", ".join(
            date_format(localtime(part), "DATETIME_FORMAT") if isinstance(part, datetime) else str(part)
            for part in value or ()
        )


def _needs_words(field: "Field[Any, Any]") -> bool:
    return field.name == "language" or isinstance(field, JSONField | ArrayField)
