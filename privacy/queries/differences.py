"""What differs between two frozen registers, row by row and field by field, in words that staff read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from privacy import sections
from privacy.fields import in_language

Sign = Literal["new", "changed", "gone"]
_NAMES = ("title", "name", "text", "key")
_LONGEST = 300
# Which of a statement's two texts is published is decided when it is; a draft does not say yet.
_DECIDED_LATER = {"published"}


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """One field of a row: what it said, and what it says; each empty where there is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """One row that is new, gone, or changed in ``fields``; ``url`` leads to its form where it has one."""

    sign: Sign
    section: str
    kind: str
    kind_label: str
    key: str
    name: str
    url: str = ""
    fields: list[FieldDifference] = field(default_factory=list)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RowDifference]:
    """Return the rows of ``after`` that differ from those of ``before``, in the order of the register."""
    return [
        difference
        for section in dict.fromkeys([*after, *before])
        for kind in dict.fromkeys([*after.get(section, {}), *before.get(section, {})])
        for difference in _in_kind(section, kind, before, after)
    ]


def _in_kind(section: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[RowDifference]:
    old, new = (_by_key(content.get(section, {}).get(kind)) for content in (before, after))
    for key in dict.fromkeys([*new, *old]):
        sign: Sign = "changed" if key in old and key in new else "new" if key in new else "gone"
        changed = list(_fields(old[key], new[key], _model(section, kind))) if sign == "changed" else []
        if sign == "changed" and not changed:
            continue
        model = _model(section, kind)
        yield RowDifference(
            sign=sign,
            section=section,
            kind=kind,
            kind_label=str(model._meta.verbose_name if model else kind),
            key=key,
            name=_name(new.get(key) or old[key], key),
            url=_url(model, key) if sign != "gone" else "",
            fields=changed,
        )


def _by_key(rows: Any) -> dict[str, Any]:
    """Return rows by their key; what is one row, or one value, is a list of one."""
    if isinstance(rows, list):
        return {_key(row, place): row for place, row in enumerate(rows, start=1)}
    return {} if rows is None else {"": rows}


def _key(row: Any, place: int) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    return str(row.get("key") or row.get("name") or place)


def _fields(old: Any, new: Any, model: type[Model] | None, prefix: str = "") -> Iterator[FieldDifference]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield FieldDifference(label=prefix, before=in_words(old), after=in_words(new))
        return
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before == after or name in _DECIDED_LATER:
            continue
        label = f"{prefix} / {_label(model, name)}" if prefix else _label(model, name)
        if _is_rows(before) and _is_rows(after):
            yield from _in_rows(before or [], after or [], label)
        else:
            yield FieldDifference(label=label, before=in_words(before), after=in_words(after))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _in_rows(before: list[Any], after: list[Any], label: str) -> Iterator[FieldDifference]:
    """Compare rows within a row, such as what a service stores."""
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) == new.get(key):
            continue
        if key in old and key in new:
            yield from _fields(old[key], new[key], None, f"{label} / {key}")
        else:
            yield FieldDifference(label=label, before=key if key in old else "", after=key if key in new else "")


def in_words(value: Any) -> str:
    """Return a frozen value as staff read it: a text in the site's first language, lists with commas, shortened."""
    if isinstance(value, Mapping):
        codes = [code for code, _name in settings.LANGUAGES if value.get(code)]
        text = in_language(value) if codes else json.dumps(value, ensure_ascii=False) if value else ""
    elif isinstance(value, list):
        text = ", ".join(in_words(one) for one in value)
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _model(section: str, kind: str) -> type[Model] | None:
    found = {one.key: one for one in sections.all_sections()}.get(section)
    return found.models.get(kind) if found else None


def _label(model: type[Model] | None, name: str) -> str:
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


def _name(row: Any, key: str) -> str:
    if isinstance(row, Mapping):
        found = next((row[name] for name in _NAMES if row.get(name)), key)
        return (in_language(found) if isinstance(found, Mapping) else str(found)).strip().split("\n")[0].lstrip("# ")
    return key


def _url(model: type[Model] | None, key: str) -> str:
    """Return the address of the row's form in the administration, or nothing."""
    if model is None or not key:
        return ""
    names = {one.name for one in model._meta.concrete_fields}
    rows = model._default_manager.filter(**{"key" if "key" in names else "name": key})
    pk = rows.values_list("pk", flat=True).first()
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""
