"""Texts of the register of which some languages changed since the last revision, and others did not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.text import capfirst

from privacy.policy.differences import field_label, form_url, model_of, related_model, row_name, rows_by_key
from privacy.register.languages.translations import is_translated
from privacy.register.operations import digest
from privacy.register.statements import text_differences
from privacy.register.statements.text_differences import Line

_ID_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class InLanguage:
    """A text in one language, as published and in the draft."""

    code: str
    language: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def line(self) -> Line:
        """Both texts in one line, compared word by word."""
        return text_differences.in_line(self.before, self.after, is_text=True)


@dataclass(frozen=True, kw_only=True)
class LoneChange:
    """A text that changed in some languages alone. ``id`` stands for the place and for what every language says."""

    id: str
    title: str
    field: str
    url: str
    changed: tuple[InLanguage, ...]
    others: tuple[InLanguage, ...]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[LoneChange]:
    """Return the texts that changed alone between two frozen registers; none before the first revision."""
    return [
        change
        for section, kinds in after.items()
        for kind, rows in kinds.items()
        for change in _in_kind(section, kind, before.get(section, {}).get(kind), rows)
    ]


def _in_kind(section: str, kind: str, before: Any, after: Any) -> Iterator[LoneChange]:
    model = model_of(section, kind)
    old = rows_by_key(before)
    for key, row in rows_by_key(after).items():
        if key not in old or row == old[key]:
            continue
        for place, label, languages in _texts(old[key], row, model, ()):
            changed = tuple(text for text in languages if text.is_changed)
            others = tuple(text for text in languages if not text.is_changed)
            if changed and others:
                yield LoneChange(
                    id=digest([section, kind, key, *place, *((text.code, text.after) for text in languages)])[
                        :_ID_LENGTH
                    ],
                    title=row_name(row, key),
                    field=capfirst(label),
                    url=form_url(model, key),
                    changed=changed,
                    others=others,
                )


def _texts(
    before: Any, after: Any, model: type[Model] | None, place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, list[InLanguage]]]:
    """Yield each translated text of a row and of the rows nested in it: its place, its label, its languages."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    for name, value in after.items():
        old = before.get(name)
        if is_translated(value) and is_translated(old):
            yield (*place, name), field_label(model, name), _languages(old, value)
        elif isinstance(value, list) and isinstance(old, list):
            there = rows_by_key(old)
            for key, row in rows_by_key(value).items():
                yield from _texts(there.get(key), row, related_model(model, name), (*place, name, key))


def _languages(before: Mapping[str, str], after: Mapping[str, str]) -> list[InLanguage]:
    """Return the languages that had a text before; one that is added now cannot have changed."""
    return [
        InLanguage(code=code, language=str(language), before=old, after=_normal(after.get(code, "")))
        for code, language in settings.LANGUAGES
        if (old := _normal(before.get(code, "")))
    ]


def _normal(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
