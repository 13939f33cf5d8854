"""Texts that exist in every language of the site."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.law.locales import languages


def in_language(value: Mapping[str, str], language: str | None = None) -> str:
    """Return the text in a language, by default the active language, or else in the first one that it has."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return next((value[code] for code in (wanted, *site_languages(), *languages.known()) if value.get(code)), "")


def site_languages() -> list[str]:
    """Return the codes of the site's languages, the first one first."""
    return [code for code, _name in settings.LANGUAGES]


def names_of(codes: Iterable[str]) -> list[str]:
    """Return what languages call themselves, in the order of the site; staff read these and no codes."""
    wanted = set(codes)
    return [name_of(code) for code in site_languages() if code in wanted]


def name_of(code: str) -> str:
    """Return what a language calls itself, without the name of its country: “Bokmål”, “Svenska”."""
    name = dict(settings.LANGUAGES).get(code) or languages.find(code).name
    return name.rpartition(" ")[2].capitalize()


def validate_translated(value: object) -> None:
    """Validate that ``{language: text}`` has a text.

    A language that lacks one is not published before it has it (LAW L-01); the others need not wait for it.
    """
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Give one text for each language."), code="not_translated")
    if not any(text.strip() for text in value.values()):
        raise ValidationError(_("Give the text in a language of the site."), code="untranslated")


def with_plain_breaks(text: str, *, is_line: bool = False) -> str:
    """Return a text as it is stored: lines end with a line feed, whatever the browser sent; a line has none.

    Otherwise a text that was opened and saved again would differ from the published one.
    """
    return " ".join(text.split()) if is_line else text.replace("\r\n", "\n").replace("\r", "\n")


class TranslatedWidget(forms.MultiWidget):
    """A text area for each language, or an input if it is one line; tabs show one language at a time."""

    template_name = "privacy/widgets/translated.html"

    class Media:
        js = (forms.Script("privacy/language-tabs.js", type="module"),)

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_line: bool = False) -> None:
        self.languages = site_languages()
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput(attrs={"lang": code}) if is_line else forms.Textarea(attrs={"rows": 3, "lang": code})
            for code in self.languages
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

    def __init__(self, *, is_line: bool = False, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length", "widget"):
            kwargs.pop(unused, None)
        self.is_line = is_line
        self.languages = site_languages()
        fields = [forms.CharField(required=False) for _code in self.languages]
        widget = TranslatedWidget(is_line=is_line)
        super().__init__(fields=fields, require_all_fields=False, widget=widget, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        texts = (with_plain_breaks(text, is_line=self.is_line) for text in data_list)
        return {code: text for code, text in zip(self.languages, texts, strict=False) if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        sent = [with_plain_breaks(text or "", is_line=self.is_line) for text in data]
        return super().has_changed(initial, sent)


class TranslatedField(models.JSONField):
    """A text in the languages of the site: a text by the code of each.

    ``is_line``: it is a heading or the like, without line breaks. ``may_lack``: it need not be in every language.
    """

    def __init__(self, *args: Any, is_line: bool = False, may_lack: bool = False, **kwargs: Any) -> None:
        self.is_line = is_line
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        if not may_lack:
            self.validators = [*self.validators, validate_translated]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = {
                code: with_plain_breaks(text, is_line=self.is_line) if isinstance(text, str) else text
                for code, text in value.items()
            }
        return super().get_prep_value(value)

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Keep the texts in languages that the site has dropped, which no form shows."""
        shown = site_languages()
        others = {code: text for code, text in self.value_from_object(instance).items() if code not in shown}
        super().save_form_data(instance, others | data)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs["form_class"] = partial(TranslatedFormField, is_line=self.is_line)
        # The callable default would add a hidden copy of the value, which no widget here can read back.
        kwargs["show_hidden_initial"] = False
        return models.Field.formfield(self, **kwargs)
