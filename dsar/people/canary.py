"""Test rows about an invented person in every model that can be searched by address.

``planted`` rolls its rows back. ``plant_beside`` commits them, beside the person's own entries in the site's forms; it
is for development sites only.
"""

import itertools
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Model, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.files import FieldFile

from dsar.people.attempts import Attempts, constrained_fields, leaves
from dsar.people.personal_rows import rows_in_model
from privacy.addresses.model_fields import WrittenAddressField
from privacy.inventory import declarations, people
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.enums import KeepReason
from privacy.inventory.subjects import Subject
from privacy.retention.removal.models import LeftoverFile

_STAFF = Keep(reason=KeepReason.STAFF_ACCOUNT)
_REFUSED = (IntegrityError, DataError, ValueError, TypeError, FieldDoesNotExist)
_MARK = re.compile(r"canary\d+[\w.-]*")
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
    rows: dict[type[Model], Model] = field(default_factory=dict)


@contextmanager
def planted(now: datetime) -> Iterator[Canary]:
    """Plant a canary for the time of a ``with`` block, then roll everything back."""
    with _rolled_back():
        yield _somebody(now, itertools.count())


@contextmanager
def planted_pair(now: datetime) -> Iterator[tuple[Canary, Canary]]:
    """Plant two people for the time of a ``with`` block: each their own rows, rows of both, and rows that point at rows
    of the other; then roll everything back, files too.
    """
    number = itertools.count()
    with _rolled_back():
        first, second = _somebody(now, number), _somebody(now, number)
        for data in people.searchable():
            _plant_shared(first, second, data, now)
            _plant_pointing(first, second, data, now)
        yield first, second


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Undo everything in the database, and delete the files that no rollback does."""
    with transaction.atomic():
        yield
        files = [(field, name) for field, name in _planted_files()]
        transaction.set_rollback(True)
    for column, name in files:
        column.storage.delete(name)


def _planted_files() -> Iterator[tuple[models.FileField, str]]:
    for data in declarations.all_personal():
        for column in data.model._meta.local_concrete_fields:
            if isinstance(column, models.FileField):
                named = {f"{column.name}__contains": "canary"}
                rows = data.model._base_manager.filter(**named).values_list(column.name, flat=True)
                yield from ((column, name) for name in rows)
    for leftover in LeftoverFile.objects.filter(name__contains="canary"):
        label, _dot, field_name = leftover.field.rpartition(".")
        yield apps.get_model(label)._meta.get_field(field_name), leftover.name


def _somebody(now: datetime, number: Iterator[int]) -> Canary:
    canary = Canary(address=f"canary-{uuid.uuid4().hex}@example.com", number=number)
    ways = [(data, subject) for data in people.searchable() for subject in people.subjects_of(data)]
    # Accounts before what points at them, because there may be one of them only.
    for data, subject in sorted(ways, key=lambda way: way[1].lookup.count(LOOKUP_SEP)):
        _plant(canary, data, subject, now)
    return canary


def _plant_shared(first: Canary, second: Canary, data: PersonalData, now: datetime) -> None:
    """Plant a row of both people, for each two ways to an owner that do not begin alike."""
    owners = [subject for subject in people.subjects_of(data) if subject.is_owner and subject.when is None]
    # What the row is declared to end with is the second person's: with the first one's it would go.
    ends = {key: row for key in data.ends_with if (row := _target(second, data.model._meta.get_field(key))) is not None}
    for one, other in itertools.permutations(owners, 2):
        if _begin(one) != _begin(other):
            _try(lambda one=one, other=other: _row(data.model, [(one, first), (other, second)], now, "", ends))  # type: ignore[misc]


def _plant_pointing(first: Canary, second: Canary, data: PersonalData, now: datetime) -> None:
    """Plant a row of the second person that points at a row of the first: an answer, a mark, an entry of a list."""
    for column in data.model._meta.local_concrete_fields:
        # What is declared to end with the other's row goes with it.
        target = None if column.name in (*data.part_of, *data.ends_with) else _target(first, column)
        for subject in people.subjects_of(data) if target is not None else ():
            if _begin(subject) != column.name and subject.is_owner:
                fixed = {column.name: target}
                _try(lambda s=subject, f=fixed: _row(data.model, [(s, second)], now, "", f))  # type: ignore[misc]


def _target(person: Canary, column: Any) -> Model | None:
    return person.rows.get(column.related_model) if isinstance(column, models.ForeignKey) else None


def _begin(subject: Subject) -> str:
    return subject.lookup.split(LOOKUP_SEP, maxsplit=1)[0]


def _try(plant: Callable[[], Model]) -> None:
    # A combination that the database refuses, as two people in one unique row, is no row of the site.
    with suppress(*_REFUSED), transaction.atomic():
        plant()


def plant_beside(address: str, now: datetime) -> Canary:
    """Fill the empty fields of the rows about ``address`` and plant rows in the other models; commit both."""
    canary = Canary(address=address)
    with transaction.atomic():
        searched = list(people.searchable())
        for data in searched:
            rows = rows_in_model(data, address)
            if row := rows.first():
                canary.rows[data.model] = row
                _fill(canary, data, rows)
        ways = [(data, people.subjects_of(data)[0]) for data in searched if people.subjects_of(data)]
        for data, subject in sorted(ways, key=lambda way: way[1].lookup.count(LOOKUP_SEP)):
            if data.model in canary.rows:
                continue
            # Rows that an erasure keeps are only filled: no visitor becomes a member of staff.
            if not isinstance(data.erasure, Keep) and not _is_about_staff(data, subject):
                _plant(canary, data, subject, now)
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
        # A storage puts what makes a name unique before its first dot.
        return ContentFile(text.encode(), name=f"{text.replace('.', '-')}.txt")
    if isinstance(column, models.BinaryField):
        return text.encode()
    return text[: column.max_length or None]


def _plant(canary: Canary, data: PersonalData, subject: Subject, now: datetime) -> None:
    label = data.model._meta.label_lower
    is_first = data.model not in canary.rows
    before = dict(canary.marks)
    try:
        with transaction.atomic():
            row = _row(data.model, [(subject, canary)], now, label if is_first else "")
            if not people.about(data, canary.address, subject).filter(pk=row.pk).exists():
                _refuse(label)
    except _REFUSED:
        canary.marks = before
        # A way that counts only on a condition may have none of these rows.
        if subject.when is None:
            canary.failed.append(label)
        return
    canary.rows.setdefault(data.model, row)
    if is_first:
        canary.planted.append(label)
        for name in subject.hidden({*data.fields}):
            canary.marks.pop(f"{label}.{name}", None)


def _refuse(label: str) -> None:
    msg = f"{label}: the row that was planted is not found by its address"
    raise ValueError(msg)


def _row(
    model: type[Model],
    found_by: list[tuple[Subject, Canary]],
    now: datetime,
    label: str,
    fixed: dict[str, Any] | None = None,
) -> Model:
    """Save a row that leads to each of these people along their path, and the rows on the way; return it."""
    canary, fixed = found_by[0][1], dict(fixed or {})
    backwards: list[tuple[Any, Subject, Canary]] = []
    for subject, person in found_by:
        begin, *rest = subject.lookup.split(LOOKUP_SEP)
        step = model._meta.pk if begin == "pk" else model._meta.get_field(begin)
        wanted = dict(leaves(subject.when)) if subject.when is not None and not subject.when.negated else {}
        fixed |= {name: value for name, value in wanted.items() if LOOKUP_SEP not in name}
        ahead = {name.partition(LOOKUP_SEP)[2]: value for name, value in wanted.items() if LOOKUP_SEP in name}
        further = replace(subject, path=LOOKUP_SEP.join(rest), when=Q(**ahead) if ahead else None)
        if isinstance(step, models.ForeignKey):
            known = _known_row(person, step, further)
            fixed[step.name] = known or _row(step.related_model, [(further, person)], now, "")
        elif step.is_relation:
            # The step follows a foreign key backwards, so the row that it points at has to be saved first.
            backwards.append((step, further, person))
        else:
            fixed[step.name] = _holding(step, rest, subject, person.address)
    row = _saved(model, fixed, canary, now, label)
    for step, further, person in backwards:
        back = {step.remote_field.name: row}
        _row(step.related_model, [(further, person)], now, "", back)
    return row


def _known_row(person: Canary, key: models.ForeignKey, further: Subject) -> Model | None:
    """Return the person's row that a key leads to, where it may lead several rows there."""
    row = _free_row(person, key)
    named = {f"{further.lookup}__iexact": person.address}
    return row if row and further.when is None and type(row)._base_manager.filter(pk=row.pk, **named).exists() else None


def _free_row(person: Canary, key: models.ForeignKey) -> Model | None:
    """Return the person's row that one more row may point at by a key."""
    row = person.rows.get(key.related_model)
    is_taken = row is not None and key.unique and key.model._base_manager.filter(**{key.name: row}).exists()
    return None if is_taken else row


def _holding(column: Any, rest: list[str], subject: Subject, address: str) -> Any:
    """Return a value for a column in which an address is found: alone, in a text or a list, or at its place in JSON."""
    if isinstance(column, ArrayField):
        return [address]
    if not isinstance(column, models.JSONField):
        return f"canary <{address}>" if subject.is_within else address
    value: Any = address
    for key in reversed(rest):
        value = {key: value}
    return [value] if subject.is_within and not rest else value


def _saved(model: type[Model], fixed: dict[str, Any], canary: Canary, now: datetime, label: str) -> Model:
    """Save a row with every field filled, trying other values where the database's constraints refuse these."""
    fixed = {**_continued(model, canary), **fixed}
    columns = [column for column in model._meta.concrete_fields if column.name not in fixed and not _is_auto(column)]
    if not label:
        # A row on the way is planted for itself too, with everything. Here a value that need not be there could make
        # it one that the database lets nothing point at, as a request that is passed on has no job.
        needed = constrained_fields(model)
        columns = [column for column in columns if not column.null or column.name in needed]
    values = {column.name: _value(column, model, canary, now, label) for column in columns}
    attempts = Attempts(model, values, (model, bool(label), *fixed))
    for choice in attempts:
        attempt = {**values, **choice, **fixed}
        row = model(**attempt)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            _delete_files(row)
            attempts.refuse(error)
            continue
        attempts.accept()
        _remember(canary, label, attempt)
        return row
    msg = f"{model._meta.label}: no row satisfies its constraints"
    raise ValueError(msg)


def _continued(model: type[Model], canary: Canary) -> dict[str, Any]:
    """Return the columns of the person's row that a row of this model continues in a table of its own."""
    links: Iterable[Any] = filter(None, model._meta.parents.values())
    rows = {link: row for link in links if (row := _free_row(canary, link))}
    found = {column.name: getattr(row, column.attname) for row in rows.values() for column in row._meta.concrete_fields}
    return found | {link.name: row for link, row in rows.items()}


def _remember(canary: Canary, label: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if label and isinstance(value, str) and canary.address in value:
            canary.marks[f"{label}.{name}"] = canary.address
        elif label and isinstance(value, str) and value in canary.short and len(value) >= _SHORTEST:
            canary.marks[f"{label}.{name}"] = value
        elif label and (mark := _MARK.search(json.dumps(value, default=_as_text))):
            canary.marks[f"{label}.{name}"] = mark[0]


def _delete_files(row: Model) -> None:
    """Delete what a row that was refused has stored already."""
    for column in row._meta.concrete_fields:
        stored = getattr(row, column.attname)
        if isinstance(stored, FieldFile) and stored and stored.storage.exists(str(stored.name)):
            stored.delete(save=False)


def _as_text(value: Any) -> str:
    return Path(str(value.name)).stem if isinstance(value, ContentFile) else str(value)


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
    """Return a row for a foreign key: the person's own, an existing one if it is about no visitor, else a new row."""
    if own := _free_row(canary, column):
        return own
    existing = None if column.related_model in _about_visitors() else column.related_model._base_manager.first()
    return existing or _saved(column.related_model, {}, canary, now, "")


def _about_visitors() -> set[type[Model]]:
    return {data.model for data in declarations.all_personal() if data.erasure != _STAFF}


def _is_about_staff(data: PersonalData, subject: Subject) -> bool:
    """Tell whether the lookup of the address leads through an account of staff."""
    step = data.model._meta.get_field(_begin(subject))
    related = declarations.erasure_of(step.related_model) if step.is_relation else None
    return related == _STAFF
