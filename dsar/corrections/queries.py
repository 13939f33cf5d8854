"""The values that a person can have corrected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from dsar.corrections.errors import NotAllowedValue, NotTheirs
from dsar.corrections.models import Correction
from dsar.people import personal_rows
from dsar.people.reading import reading
from privacy.inventory import declarations, people
from privacy.inventory.correcting import correctable

MOST_ROWS = 200
_SEPARATOR = "|"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # by PostgreSQL


@dataclass(frozen=True, kw_only=True)
class Value:
    """One stored value about a person, in words, with the key by which a form names it."""

    model: str
    row: str
    field: str
    title: str
    shown: str

    @property
    def key(self) -> str:
        return make_key(self.model, self.row, self.field)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row about a person with those of its values that can be corrected."""

    title: str
    values: tuple[Value, ...]


def correctable_rows(address: str) -> Iterator[Row]:
    """Yield the rows of a person that have a value to correct, the newest kinds as declared, at most ``MOST_ROWS``.

    Raises ``SourceFailed``.
    """
    left = MOST_ROWS
    for group in personal_rows.owned_by_model(address):
        fields = correctable(group.data)
        if not fields or left <= 0:
            continue
        with reading(group.label):
            for row in group.rows[:left]:
                left -= 1
                values = tuple(
                    Value(
                        model=group.label,
                        row=str(row.pk),
                        field=name,
                        title=str(field.title),
                        shown=in_words(row, name),
                    )
                    for name, field in fields.items()
                )
                yield Row(title=str(group.data.title), values=values)


def in_words(row: Model, name: str) -> str:
    """Return a stored value as a person reads it, codes by their labels."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    return "" if value is None else str(value)


def make_key(model: str, row: str, field: str) -> str:
    """Return the key by which a form names a value."""
    return _SEPARATOR.join((model, row, field))


def split_key(key: str) -> tuple[str, str, str]:
    """Return model, row and field of the key of a value. Raises ``NotTheirs`` for anything else."""
    parts = key.split(_SEPARATOR)
    if len(parts) != 3:
        raise NotTheirs
    return parts[0], parts[1], parts[2]


def own_row(address: str, model: str, row: str, field: str, *, is_locked: bool = False) -> Model:
    """Return the row of a value that a person can have corrected. Raises ``NotTheirs``."""
    try:
        data = declarations.personal_data(apps.get_model(model))
        rows = people.rows_about(data, address, only_owned=True).filter(pk=row)
        known = rows.select_for_update(of=("self",)).first() if is_locked else rows.first()
    except (LookupError, ValueError, ValidationError) as unknown:
        raise NotTheirs from unknown
    if known is None or field not in correctable(data):
        raise NotTheirs
    return known


def parsed(row: Model, field: str, text: str) -> Any:
    """Return what a person wrote as a value of the field. Raises ``NotAllowedValue`` if it does not fit."""
    column = row._meta.get_field(field)
    if _UNSTORABLE.search(text):
        raise NotAllowedValue(_("Leave out signs that cannot be read."))
    for value, label in getattr(column, "flatchoices", ()):
        if text.strip().casefold() in (str(value).casefold(), str(label).casefold()):
            return value
    try:
        return column.clean(text.strip(), row)  # type: ignore[union-attr]
    except ValidationError as error:
        raise NotAllowedValue(" ".join(error.messages)) from error


def title_of(correction: Correction) -> str:
    """Return what a correction is about, in words: the kind of data and the field."""
    if correction.is_elsewhere:
        return correction.place
    if correction.is_address:
        return _("E-mail address")
    try:
        data = declarations.personal_data(apps.get_model(correction.model))
        return f"{data.title} – {data.fields[correction.field].title}"
    except (LookupError, KeyError):
        return correction.field
