"""Test rows about an invented person in every model that can be searched by address.

``planted`` rolls its rows back. ``plant_beside`` commits them, beside the person's own entries in the site's forms; it
is for development sites only.
"""

import itertools
import json
import operator
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import CheckConstraint, Model, Q
from django.db.models.constants import LOOKUP_SEP

from dsar.people.personal_rows import rows_in_model
from privacy.addresses.model_fields import WrittenAddressField
from privacy.inventory import declarations
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.enums import KeepReason

_MOST_TRIES = 400
_STAFF = Keep(reason=KeepReason.STAFF_ACCOUNT)
_MARK = re.compile(r"canary\d+[\w.-]*")
# Remembering the last accepted values saves thousands of refused inserts in each process.
_accepted: dict[tuple[Any, ...], tuple[int, ...]] = {}
_SHORTEST = 7  # characters; a shorter text could occur anywhere by chance


@dataclass
class Canary:
    """An invented person: the address, a mark for each text field, and the models where planting failed."""

    address: str
    marks: dict[str, str] = field(default_factory=dict)
    planted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)  # marks of fields too short to name their field
    number: Iterator[int] = field(default_factory=itertools.count)


@contextmanager
def planted(now: datetime) -> Iterator[Canary]:
    """Plant a canary for the time of a ``with`` block, then roll everything back."""
    with transaction.atomic():
        canary = Canary(address=f"canary-{uuid.uuid4().hex}@example.com")
        for data in declarations.all_personal():
            if data.subject is not None:
                _plant(canary, data, data.subject, now)
        yield canary
        transaction.set_rollback(True)


def plant_beside(address: str, now: datetime) -> Canary:
    """Fill the empty fields of the rows about ``address`` and plant rows in the other models; commit both."""
    canary = Canary(address=address)
    with transaction.atomic():
        for data in declarations.all_personal():
            if data.subject is None:
                continue
            rows = rows_in_model(data, address)
            if rows.exists():
                _fill(canary, data, rows)
            # Rows that an erasure keeps are only filled: no visitor becomes a member of staff.
            elif not isinstance(data.erasure, Keep) and not _is_about_staff(data, data.subject):
                _plant(canary, data, data.subject, now)
    return canary


def _fill(canary: Canary, data: PersonalData, rows: models.QuerySet[Model]) -> None:
    """Write a mark into each empty text, JSON and file field; a field whose constraints refuse it stays empty."""
    label = data.model._meta.label_lower
    texts = models.CharField | models.TextField | models.JSONField | models.FileField
    for column in data.model._meta.concrete_fields:
        if column.choices or column.is_relation or not isinstance(column, texts):
            continue
        for row in rows:
            if getattr(row, column.attname):
                continue
            value = _mark(column, canary, label)
            try:
                with transaction.atomic():
                    setattr(row, column.attname, value)
                    row.save(update_fields=[column.attname])
            except (IntegrityError, DataError):
                continue
            _remember(canary, label, {column.name: value})
    canary.planted.append(label)


def _mark(column: models.Field, canary: Canary, label: str) -> Any:
    """Return a unique value in the form that the field takes."""
    text = f"canary{next(canary.number)}-{label}-{column.name}"
    if column.max_length and len(text) > column.max_length:
        # A mark that is cut short could be the beginning of another mark.
        text = f"c{uuid.uuid4().hex}"[: column.max_length]
        canary.short.add(text)
    if isinstance(column, models.JSONField):
        return [text] if isinstance(column.get_default(), list) else {"canary": text}
    if isinstance(column, models.FileField):
        return ContentFile(text.encode(), name=f"{text}.txt")
    if isinstance(column, models.BinaryField):
        return text.encode()
    return text[: column.max_length or None]


def _plant(canary: Canary, data: PersonalData, subject: str, now: datetime) -> None:
    label = data.model._meta.label_lower
    path = subject.removesuffix("__iexact").split(LOOKUP_SEP)
    before = dict(canary.marks)
    try:
        with transaction.atomic():
            _row(data.model, path, canary, now, label)
    except (IntegrityError, DataError, ValueError, TypeError):
        canary.marks = before
        canary.failed.append(label)
    else:
        canary.planted.append(label)


def _row(model: type[Model], path: list[str], canary: Canary, now: datetime, label: str) -> Model:
    """Save a row that leads to the canary's address along ``path``, and the rows on the way; return it."""
    if not path:
        msg = f"{label}: the path to the address ends too early"
        raise ValueError(msg)
    step = model._meta.get_field(path[0])
    fixed: dict[str, Any] = {}
    if isinstance(step, models.ForeignKey):
        fixed[step.name] = _row(step.related_model, path[1:], canary, now, "")
    elif not step.is_relation:
        fixed[step.name] = canary.address
    row = _saved(model, fixed, canary, now, label)
    if step.is_relation and not isinstance(step, models.ForeignKey):
        # The step follows a foreign key backwards, so the row that it points at had to be saved first.
        back = step.remote_field.name  # type: ignore[union-attr]
        _saved(step.related_model, {back: row, path[1]: canary.address}, canary, now, "")  # type: ignore[arg-type]
    return row


def _saved(model: type[Model], fixed: dict[str, Any], canary: Canary, now: datetime, label: str) -> Model:
    """Save a row with every field filled, trying other values where the database's constraints refuse these."""
    columns = [column for column in model._meta.concrete_fields if column.name not in fixed and not _is_auto(column)]
    values = {column.name: _value(column, model, canary, now, label) for column in columns}
    names = [column.name for column in columns if column.name in _constrained(model)]
    options = [_options(column, values[column.name]) for column in columns if column.name in names]
    key = (model, *fixed)
    for indexes in _combinations(options, key):
        choice = [choices[index] for choices, index in zip(options, indexes, strict=True)]
        attempt = {**values, **dict(zip(names, choice, strict=True)), **fixed}
        try:
            with transaction.atomic():
                row = model(**attempt)
                row.save(force_insert=True)
        except IntegrityError:
            continue
        _accepted[key] = indexes
        _remember(canary, label, attempt)
        return row
    msg = f"{model._meta.label}: no row satisfies its constraints"
    raise ValueError(msg)


def _combinations(options: list[list[Any]], key: tuple[Any, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the index of an option for each field, first those that the database accepted last time."""
    lengths = [len(choices) for choices in options]
    last = _accepted.get(key)
    if last is not None and len(last) == len(lengths) and all(map(operator.lt, last, lengths)):
        yield last
    yield from itertools.islice(itertools.product(*map(range, lengths)), _MOST_TRIES)


def _remember(canary: Canary, label: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if label and value == canary.address:
            canary.marks[f"{label}.{name}"] = canary.address
        elif label and isinstance(value, str) and value in canary.short and len(value) >= _SHORTEST:
            canary.marks[f"{label}.{name}"] = value
        elif label and (mark := _MARK.search(json.dumps(value, default=_as_text))):
            canary.marks[f"{label}.{name}"] = mark[0]


def _as_text(value: Any) -> str:
    return str(value.name) if isinstance(value, ContentFile) else str(value)


def _is_auto(column: models.Field) -> bool:
    return isinstance(column, models.AutoField) or (column.primary_key and column.has_default())


def _value(column: models.Field, model: type[Model], canary: Canary, now: datetime, label: str) -> Any:
    """Return a value for a field, recognisable as a mark where the type allows it."""
    if isinstance(column, models.ForeignKey):
        return None if column.null else _parent(column, canary, now)
    if column.choices:
        return column.get_default() if column.has_default() else column.flatchoices[0][0]
    match column:
        case models.UUIDField():
            return uuid.uuid4()
        case models.EmailField() | WrittenAddressField():
            return canary.address
        case models.CharField() | models.TextField() | models.JSONField() | models.FileField() | models.BinaryField():
            return _mark(column, canary, label or model._meta.label_lower)
        case models.DateTimeField():
            return now
        case models.DateField():
            return now.date()
    return _plain_value(column)


def _plain_value(column: models.Field) -> Any:
    if column.has_default():
        return column.get_default()
    match column:
        case models.BooleanField():
            return False
        case models.IntegerField() | models.FloatField() | models.DecimalField():
            return 1
        case ArrayField():
            return []
        case models.GenericIPAddressField():
            return "127.0.0.1"
    return column.get_default()


def _parent(column: models.ForeignKey, canary: Canary, now: datetime) -> Model:
    """Return a row for a foreign key: an existing one if it is about no visitor, else a new row."""
    existing = None if column.related_model in _about_visitors() else column.related_model._base_manager.first()
    return existing or _saved(column.related_model, {}, canary, now, "")


def _about_visitors() -> set[type[Model]]:
    return {data.model for data in declarations.all_personal() if data.erasure != _STAFF}


def _is_about_staff(data: PersonalData, subject: str) -> bool:
    """Tell whether the lookup of the address leads through an account of staff."""
    step = data.model._meta.get_field(subject.split(LOOKUP_SEP, maxsplit=1)[0])
    related = declarations.erasure_of(step.related_model) if step.is_relation else None
    return related == _STAFF


def _constrained(model: type[Model]) -> set[str]:
    """Return the names of the fields in the model's check constraints."""
    names: set[str] = set()
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
            names |= {child[0].split(LOOKUP_SEP)[0] for child in _leaves(constraint.condition)}
    return names


def _leaves(condition: Q) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child


def _options(column: models.Field, first: Any) -> list[Any]:
    """Return the values to try for a constrained field, the recognisable value first."""
    values = [first]
    if column.choices:
        values += [value for value, _label in column.flatchoices]
    if isinstance(column, models.BooleanField):
        values += [True, False]
    if column.null:
        values.append(None)
    elif column.blank and column.empty_strings_allowed:
        values.append("")
    return values if isinstance(first, dict | list) else list(dict.fromkeys(values))
