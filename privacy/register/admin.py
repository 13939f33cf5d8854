"""Admin base classes of the register, with readable values for staff who may view a row but not change it."""

from typing import Any

from django.contrib import messages
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import Field, JSONField
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacy.register.frozen_words import value_in_words
from privacy.register.languages.fields import names_of
from privacy.register.languages.translations import is_translated, lacking_languages
from privacy.register.models import KEY
from privacy.staff.folding import FoldsTheRest
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff.saving import SharedRowAdmin


class SeenInWords(DeclaredLookupsAdmin, FoldsTheRest):
    """Show JSON fields as readable text, rows of rows too."""

    def in_words(self, field: "Field[Any, Any]", value: Any) -> SafeString | str:
        if isinstance(field, JSONField) and not is_translated(value):
            return value_in_words(value)
        return super().in_words(field, value)


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

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[Any, Any]]:
        """Return the fieldsets; the key, which nobody types any more once there is a row, comes last in its own."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [
            (title, {**options, "fields": sorted(options["fields"], key=lambda name: name == "key")})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj is not None else ()
