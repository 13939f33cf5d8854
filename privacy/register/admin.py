"""Admin base classes of the register, with readable values for staff who may view a row but not change it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import JSONField, Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from privacy.register.frozen_words import value_in_words
from privacy.register.languages.fields import names_of
from privacy.register.languages.translations import is_translated, lacking_languages
from privacy.register.models import KEY
from privacy.staff.folding import FoldsTheRest
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff.saving import SharedRowAdmin

Shown = Callable[[Model], SafeString | str]


class SeenInWords(FoldsTheRest, DeclaredLookupsAdmin):
    """Show JSON fields as readable text to staff with only the view permission."""

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


class KeyedAdmin(SeenInWords, SharedRowAdmin):
    """Admin of rows with a key. The key cannot be changed after the row is created."""

    ordering = ("order", "key")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and say which languages wait for a text of this row."""
        super().save_model(request, obj, form, change)
        if names := names_of(lacking_languages(obj)):
            text = _("%(languages)s: a text is missing here. A language is published once it has all its texts.")
            messages.warning(request, text % {"languages": ", ".join(names)})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; the key gets a help text and validators."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "key" and field is not None:
            field.help_text = _("A short name for the row, chosen once: letters a to z, digits, hyphen and full stop.")
            field.validators = [RegexValidator(KEY, field.help_text), MaxLengthValidator(db_field.max_length)]
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj is not None else ()
