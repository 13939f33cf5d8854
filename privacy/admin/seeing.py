"""How a row is shown to staff who may see it and not change it: its texts by language, its lists with commas."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import JSONField, Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from privacy.queries.frozen_words import is_translated, value_in_words

Shown = Callable[[Model], SafeString | str]


class SeenInWords(admin.ModelAdmin):
    """Shows to those who may only see a row words where Django shows JSON."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [self._shown(name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def _shown(self, name: Any) -> Any:
        fields = {one.name: one for one in self.opts.concrete_fields if isinstance(one, JSONField)}
        return _in_words(name, str(fields[name].verbose_name)) if name in fields else name


def _in_words(name: str, label: str) -> Shown:
    @admin.display(description=capfirst(label))
    def shown(row: Model) -> SafeString | str:
        value = getattr(row, name)
        if not is_translated(value):
            return value_in_words(value)
        texts = ((code, language, value.get(code, "–")) for code, language in settings.LANGUAGES)
        return format_html("<div>{}</div>", format_html_join("", '<p lang="{}"><small>{}</small><br>{}</p>', texts))

    shown.__name__ = name
    return shown
