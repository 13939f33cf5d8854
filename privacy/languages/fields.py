"""Texts that exist in every language of the site."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(value: Mapping[str, str], language: str | None = None) -> str:
    """Return the text in a language, by default the active language, or else in the site's first language."""
    return value.get(language or get_language() or settings.LANGUAGE_CODE) or value.get(settings.LANGUAGE_CODE, "")


def validate_translated(value: object) -> None:
    """Validate that ``{language: text}`` has a text in every language of the site (LAW L-01)."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Give one text for each language."), code="not_translated")
    if missing := sorted(code for code, _name in settings.LANGUAGES if not value.get(code, "").strip()):
        raise ValidationError(
            _("The text is missing in: %(languages)s."), code="untranslated", params={"languages": ", ".join(missing)}
        )


class TranslatedWidget(forms.MultiWidget):
    """A text area for each language."""

    template_name = "privacy/widgets/translated.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.languages = [code for code, _name in settings.LANGUAGES]
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea(attrs={"rows": 3, "lang": code}) for code in self.languages
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, title) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            subwidget["language_title"] = title
        return context


class TranslatedFormField(forms.MultiValueField):
    """The form field behind ``TranslatedField``."""

    widget = TranslatedWidget

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length", "widget"):
            kwargs.pop(unused, None)
        self.languages = [code for code, _name in settings.LANGUAGES]
        fields = [forms.CharField(required=False) for _code in self.languages]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(self.languages, data_list, strict=False) if text}


class TranslatedField(models.JSONField):
    """A text in every language: ``{"nb": …, "en": …}``. A text that lacks a language is invalid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        # Django does not validate an empty value of a blank field; a text that lacks a language is always refused.
        self.validators = [*self.validators, validate_translated]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs["form_class"] = TranslatedFormField
        # The callable default would add a hidden copy of the value, which no widget here can read back.
        kwargs["show_hidden_initial"] = False
        return models.Field.formfield(self, **kwargs)
