"""Compare two frozen registers, row by row and field by field, in words for staff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext

from privacy.register import sections
from privacy.register.frozen_words import field_in_words, value_in_words
from privacy.register.languages.fields import in_language
from privacy.register.languages.translations import is_translated
from privacy.register.statements import text_differences
from privacy.register.statements.models import first_words
from privacy.register.statements.text_differences import Line

_NAMES = ("title", "name", "text", "key")
# Set by a publication, not by staff or a seed, and derived from rows that are compared anyway.
_DECIDED_LATER = {"published", "since"}
_FOLLOWS = {"changes"}


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """The old and new value of one field of a row; empty where there is no value."""

    label: str
    before: str
    after: str
    is_text: bool = False

    @property
    def line(self) -> Line:
        """Both values in one line: texts compared word by word, long unchanged parts shortened."""
        return text_differences.in_line(self.before, self.after, is_text=self.is_text)


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """A row whose ``sign`` is new, gone, or changed in ``fields``; ``url`` is the address of its form, or empty."""

    sign: str
    section: str
    kind: str
    kind_label: str
    key: str
    name: str
    url: str = ""
    fields: tuple[FieldDifference, ...] = ()


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RowDifference]:
    """Return the rows of ``after`` that differ from those of ``before``, in the order of the register."""
    return [
        difference
        for section in dict.fromkeys([*after, *before])
        for kind in dict.fromkeys([*after.get(section, {}), *before.get(section, {})])
        if kind not in _FOLLOWS
        for difference in _in_kind(section, kind, before, after)
    ]


def _in_kind(section: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[RowDifference]:
    old, new = (rows_by_key(content.get(section, {}).get(kind)) for content in (before, after))
    for key in dict.fromkeys([*new, *old]):
        sign = "changed" if key in old and key in new else "new" if key in new else "gone"
        changed = tuple(_fields(old[key], new[key], model_of(section, kind))) if sign == "changed" else ()
        if sign == "changed" and not changed:
            continue
        model = model_of(section, kind)
        yield RowDifference(
            sign=sign,
            section=section,
            kind=kind,
            kind_label=str(model._meta.verbose_name if model else pgettext("rows", kind)),
            key=key,
            name=row_name(new.get(key) or old[key], key),
            url=form_url(model, key) if sign != "gone" else "",
            fields=changed,
        )


def rows_by_key(rows: Any) -> dict[str, Any]:
    """Return rows by their key; a single row or value gets the empty key."""
    if isinstance(rows, list):
        return {_key(row, place): row for place, row in enumerate(rows, start=1)}
    return {} if rows is None else {"": rows}


def _key(row: Any, place: int) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    return str(row.get("key") or row.get("name") or row.get("gap") or _leg(row) or place)


def _leg(row: Mapping[str, Any]) -> str:
    """Return a key for a leg of a transfer, which has none: its kind and country."""
    return f"{row['kind']} {row['country']}" if {"kind", "country"} <= row.keys() else ""


def _fields(old: Any, new: Any, model: type[Model] | None, prefix: str = "") -> Iterator[FieldDifference]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield FieldDifference(label=prefix, before=value_in_words(old), after=value_in_words(new))
        return
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before == after or name in _DECIDED_LATER:
            continue
        label = f"{prefix} / {field_label(model, name)}" if prefix else field_label(model, name)
        if _is_rows(before) and _is_rows(after):
            yield from _in_rows(before or [], after or [], label, related_model(model, name))
        elif is_translated(before) and is_translated(after):
            yield from _in_languages(before, after, label)
        else:
            yield FieldDifference(
                label=label, before=field_in_words(model, name, before), after=field_in_words(model, name, after)
            )


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _in_languages(before: Mapping[str, str], after: Mapping[str, str], label: str) -> Iterator[FieldDifference]:
    """Yield the languages in which a text differs; the default language is not named in the label."""
    for code, language in settings.LANGUAGES:
        # A form stores a text without the blank lines that a seed file has around it.
        old, new = before.get(code, "").strip(), after.get(code, "").strip()
        if old != new:
            named = label if code == settings.LANGUAGE_CODE else f"{label} ({language})"
            yield FieldDifference(label=named, before=old, after=new, is_text=True)


def _in_rows(
    before: list[Any], after: list[Any], label: str, model: type[Model] | None = None
) -> Iterator[FieldDifference]:
    """Compare the rows nested in a row, such as the storage items of a service."""
    old, new = rows_by_key(before), rows_by_key(after)
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) == new.get(key):
            continue
        named = _row_in_words(new.get(key) or old[key], key, model)
        if key in old and key in new:
            yield from _fields(old[key], new[key], model, f"{label} / {named}")
        else:
            yield FieldDifference(label=label, before=named if key in old else "", after=named if key in new else "")


def _row_in_words(row: Any, key: str, model: type[Model] | None) -> str:
    if not isinstance(row, Mapping) or key != _leg(row):
        return key
    return " ".join(field_in_words(model, name, row[name]) for name in ("kind", "country"))


def model_of(section: str, kind: str) -> type[Model] | None:
    entry_of_section = {entry.key: entry for entry in sections.all_sections()}.get(section)
    return entry_of_section.models.get(kind) if entry_of_section else None


def related_model(model: type[Model] | None, name: str) -> type[Model] | None:
    """Return the model of the nested rows in a field, or None if it is unknown."""
    try:
        related = model._meta.get_field(name).related_model if model else None
    except FieldDoesNotExist:
        return None
    return related if isinstance(related, type) else None


def field_label(model: type[Model] | None, name: str) -> str:
    if related := related_model(model, name):
        many = model is not None and model._meta.get_field(name).one_to_many
        return str(related._meta.verbose_name_plural if many else related._meta.verbose_name)
    try:
        if model:
            return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        pass
    return pgettext("fields", name)


def row_name(row: Any, key: str) -> str:
    """Return a row's title, the heading of its text, or the first words of a text without one."""
    if not isinstance(row, Mapping):
        return key
    label = next((row[name] for name in _NAMES if row.get(name)), key)
    words = (in_language(label) if isinstance(label, Mapping) else str(label)).strip().split("\n")[0]
    is_passage = label is row.get("text") and not words.startswith("#")
    return first_words(words) or key if is_passage else words.lstrip("# ")


def address_of(place: str) -> str:
    """Return the address of the form for a path in a frozen register, such as “consent / services / a / data”."""
    section, kind, key, *_rest = [*place.split(" / "), "", ""]
    model = model_of(section, kind)
    if model is not None and not _is_keyed(model):
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return form_url(model, key)


def _is_keyed(model: type[Model]) -> bool:
    return not {"key", "name", "gap"}.isdisjoint(field.name for field in model._meta.concrete_fields)


def form_url(model: type[Model] | None, key: str) -> str:
    """Return the address of the row's admin form, or an empty string."""
    if model is None or not key:
        return ""
    names = {field.name for field in model._meta.concrete_fields}
    identity = next((name for name in ("key", "name", "gap") if name in names), "pk")
    pk = model._default_manager.filter(**{identity: key}).values_list("pk", flat=True).first()
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""
