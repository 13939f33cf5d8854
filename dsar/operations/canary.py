"""A person who does not exist, planted in every model that the register can search, to see what the system does.

Run inside a transaction that the caller rolls back: nothing of this person is ever committed.
"""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import CheckConstraint, Model, Q
from django.db.models.constants import LOOKUP_SEP

from privacy import declarations
from privacy.declarations import PersonalData

_MOST_TRIES = 400


@dataclass
class Canary:
    """What was planted: the address, a mark for each text field, and the models where planting failed."""

    address: str
    marks: dict[str, str] = field(default_factory=dict)
    planted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=itertools.count)


@contextmanager
def planted(now: datetime) -> Iterator[Canary]:
    """Plant a canary, hand it to the caller, and roll everything back."""
    with transaction.atomic():
        canary = Canary(address=f"canary-{uuid.uuid4().hex}@example.com")
        for data in declarations.all_personal():
            if data.subject is not None:
                _plant(canary, data, data.subject, now)
        yield canary
        transaction.set_rollback(True)


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
    """Return a saved row that leads to the canary's address along ``path``; make the rows on the way as well.

    A step may also lead backwards, from a row to the one that points at it: then the row is made first.
    """
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
        back = step.remote_field.name  # type: ignore[union-attr]
        _saved(step.related_model, {back: row, path[1]: canary.address}, canary, now, "")  # type: ignore[arg-type]
    return row


def _saved(model: type[Model], fixed: dict[str, Any], canary: Canary, now: datetime, label: str) -> Model:
    """Save a row with every field filled, trying other values where the database's constraints refuse these."""
    fields = [one for one in model._meta.concrete_fields if not _fills_itself(one) and one.name not in fixed]
    values = {one.name: _value(one, model, canary, now, label) for one in fields}
    movable = [one for one in fields if one.name in _constrained(model)]
    options = [_options(one, values[one.name]) for one in movable]
    for choice in itertools.islice(itertools.product(*options), _MOST_TRIES):
        attempt = {**values, **dict(zip((one.name for one in movable), choice, strict=True)), **fixed}
        try:
            with transaction.atomic():
                row = model(**attempt)
                row.save(force_insert=True)
        except IntegrityError:
            continue
        _remember(canary, label, attempt)
        return row
    msg = f"{model._meta.label}: no row satisfies its constraints"
    raise ValueError(msg)


def _remember(canary: Canary, label: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if label and isinstance(value, str) and "canary" in value:
            canary.marks[f"{label}.{name}"] = value


def _fills_itself(one: models.Field) -> bool:
    return isinstance(one, models.AutoField) or (one.primary_key and one.has_default())


def _value(one: models.Field, model: type[Model], canary: Canary, now: datetime, label: str) -> Any:
    """Return a value that can be recognised where the type allows it."""
    if isinstance(one, models.ForeignKey):
        return None if one.null else _parent(one, canary, now)
    if one.choices:
        return one.get_default() if one.has_default() else one.flatchoices[0][0]
    match one:
        case models.UUIDField():
            return uuid.uuid4()
        case models.EmailField():
            return canary.address
        case models.CharField() | models.TextField():
            return f"canary{next(canary.number)}-{label or model._meta.label_lower}-{one.name}"[
                : one.max_length or None
            ]
        case models.DateTimeField():
            return now
        case models.DateField():
            return now.date()
        case models.BinaryField():
            return b"canary"
    return _plain_value(one)


def _plain_value(one: models.Field) -> Any:
    if one.has_default() and not isinstance(one, models.JSONField):
        return one.get_default()
    match one:
        case models.BooleanField():
            return False
        case models.IntegerField() | models.FloatField() | models.DecimalField():
            return 1
        case ArrayField():
            return []
        case models.JSONField():
            return one.get_default() or {}
        case models.GenericIPAddressField():
            return "127.0.0.1"
    return one.get_default()


def _parent(one: models.ForeignKey, canary: Canary, now: datetime) -> Model:
    existing = one.related_model._base_manager.first() if one.related_model not in _declared() else None
    return existing or _saved(one.related_model, {}, canary, now, "")


def _declared() -> set[type[Model]]:
    return {data.model for data in declarations.all_personal()}


def _constrained(model: type[Model]) -> set[str]:
    """Return the fields that the model's check constraints speak of."""
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


def _options(one: models.Field, first: Any) -> list[Any]:
    """Return the values to try for a constrained field, the most telling first."""
    found = [first]
    if one.choices:
        found += [value for value, _label in one.flatchoices]
    if isinstance(one, models.BooleanField):
        found += [True, False]
    if one.null:
        found.append(None)
    elif one.blank and one.empty_strings_allowed:
        found.append("")
    return list(dict.fromkeys(found)) if all(_hashable(value) for value in found) else found


def _hashable(value: Any) -> bool:
    return not isinstance(value, dict | list)
