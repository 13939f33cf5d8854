"""A person who does not exist, planted in every model that the register can search, to see what the system does.

``planted`` is rolled back: nothing of this person is ever committed. ``plant_beside`` stays, beside what the person has
handed over in the site's own forms; it is for a site that is only tried out.
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

from dsar.people import personal_rows as held
from privacy.inventory import declarations
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.enums import KeepReason

_MOST_TRIES = 400
_STAFF = Keep(reason=KeepReason.STAFF_ACCOUNT)
_MARK = re.compile(r"canary\d+[\w.-]*")
_worked: dict[tuple[Any, ...], tuple[int, ...]] = {}  # a hint: it saves thousands of refused tries in each process
_SHORTEST = 7  # characters; what is shorter could stand anywhere by chance


@dataclass
class Canary:
    """What was planted: the address, a mark for each text field, and the models where planting failed."""

    address: str
    marks: dict[str, str] = field(default_factory=dict)
    planted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)  # marks of fields too short to say whose they are
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


def plant_beside(address: str, now: datetime) -> Canary:
    """Fill what the site's forms left empty about ``address``, and plant what they do not reach. Committed.

    What an erasure keeps is filled, never planted: no visitor becomes a member of staff.
    """
    canary = Canary(address=address)
    with transaction.atomic():
        for data in declarations.all_personal():
            if data.subject is None:
                continue
            rows = held.rows(data, address)
            if rows.exists():
                _fill(canary, data, rows)
            elif not isinstance(data.erasure, Keep) and not _is_about_staff(data, data.subject):
                _plant(canary, data, data.subject, now)
    return canary


def _fill(canary: Canary, data: PersonalData, rows: models.QuerySet[Model]) -> None:
    """Write a mark into each empty text, JSON and file field; a field whose constraints refuse it stays empty."""
    label = data.model._meta.label_lower
    for one in data.model._meta.concrete_fields:
        for row in rows:
            if one.choices or one.is_relation or not _holds_text(one) or getattr(row, one.attname):
                continue
            value = _mark(one, canary, label)
            try:
                with transaction.atomic():
                    setattr(row, one.attname, value)
                    row.save(update_fields=[one.attname])
            except (IntegrityError, DataError):
                continue
            _remember(canary, label, {one.name: value})
    canary.planted.append(label)


def _holds_text(one: models.Field) -> bool:
    return isinstance(one, models.CharField | models.TextField | models.JSONField | models.FileField)


def _mark(one: models.Field, canary: Canary, label: str) -> Any:
    """Return a value that stands nowhere else, in the form that the field takes."""
    text = f"canary{next(canary.number)}-{label}-{one.name}"
    if one.max_length and len(text) > one.max_length:
        text = f"c{uuid.uuid4().hex}"[: one.max_length]  # a mark cut short could be the beginning of another
        canary.short.add(text)
    if isinstance(one, models.JSONField):
        return [text] if isinstance(one.get_default(), list) else {"canary": text}
    if isinstance(one, models.FileField):
        return ContentFile(text.encode(), name=f"{text}.txt")
    if isinstance(one, models.BinaryField):
        return text.encode()
    return text[: one.max_length or None]


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
    tried = (model, *fixed)
    for places in _places(options, tried):
        choice = [some[place] for some, place in zip(options, places, strict=True)]
        attempt = {**values, **dict(zip((one.name for one in movable), choice, strict=True)), **fixed}
        try:
            with transaction.atomic():
                row = model(**attempt)
                row.save(force_insert=True)
        except IntegrityError:
            continue
        _worked[tried] = places
        _remember(canary, label, attempt)
        return row
    msg = f"{model._meta.label}: no row satisfies its constraints"
    raise ValueError(msg)


def _places(options: list[list[Any]], tried: tuple[Any, ...]) -> Iterator[tuple[int, ...]]:
    """Yield which option to take for each field, beginning with those that the database took the last time."""
    lengths = [len(some) for some in options]
    last = _worked.get(tried)
    if last is not None and len(last) == len(lengths) and all(map(operator.lt, last, lengths)):
        yield last
    yield from itertools.islice(itertools.product(*map(range, lengths)), _MOST_TRIES)


def _remember(canary: Canary, label: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if label and value == canary.address:
            canary.marks[f"{label}.{name}"] = canary.address
        elif label and isinstance(value, str) and value in canary.short and len(value) >= _SHORTEST:
            canary.marks[f"{label}.{name}"] = value
        elif label and (found := _MARK.search(json.dumps(value, default=_spelled))):
            canary.marks[f"{label}.{name}"] = found[0]


def _spelled(value: Any) -> str:
    return str(value.name) if isinstance(value, ContentFile) else str(value)


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
        case models.CharField() | models.TextField() | models.JSONField() | models.FileField() | models.BinaryField():
            return _mark(one, canary, label or model._meta.label_lower)
        case models.DateTimeField():
            return now
        case models.DateField():
            return now.date()
    return _plain_value(one)


def _plain_value(one: models.Field) -> Any:
    if one.has_default():
        return one.get_default()
    match one:
        case models.BooleanField():
            return False
        case models.IntegerField() | models.FloatField() | models.DecimalField():
            return 1
        case ArrayField():
            return []
        case models.GenericIPAddressField():
            return "127.0.0.1"
    return one.get_default()


def _parent(one: models.ForeignKey, canary: Canary, now: datetime) -> Model:
    """Return a row to point at: one that is there where it is nobody's, or a member of staff."""
    existing = None if one.related_model in _about_visitors() else one.related_model._base_manager.first()
    return existing or _saved(one.related_model, {}, canary, now, "")


def _about_visitors() -> set[type[Model]]:
    return {data.model for data in declarations.all_personal() if data.erasure != _STAFF}


def _is_about_staff(data: PersonalData, subject: str) -> bool:
    """Tell whether the way to the address leads through an account of staff."""
    step = data.model._meta.get_field(subject.split(LOOKUP_SEP, maxsplit=1)[0])
    related = declarations.erasure_of(step.related_model) if step.is_relation else None
    return related == _STAFF


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
