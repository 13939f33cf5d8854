"""Carrying out a plan: exactly its rows, their files, and nothing more."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import EmailField, Field, FileField, Model, QuerySet, Value
from django.db.models.signals import post_delete, pre_delete

from privacy.inventory import declarations, entries, people
from privacy.inventory.declarations import PersonalData
from privacy.inventory.links import chunks, value_when_emptied
from privacy.retention.removal.errors import MoreThanPlanned
from privacy.retention.removal.models import LeftoverFile
from privacy.retention.removal.queries import Clearing, RemovalPlan

logger = logging.getLogger(__name__)

Removed = dict[type[Model], list[Any]]
_DELETED = "SELECT relname, n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_del > 0"


def carry_out(plan: RemovalPlan, *, now: datetime) -> Removed:
    """Empty and delete what a plan names, in the caller's transaction; return the rows that were deleted.

    Rows that are gone already are not among them. Raises ``MoreThanPlanned`` when the database, a trigger or a signal
    deleted anything else: the caller's transaction must not go on.
    """
    for clearing in plan.clears:
        clear(clearing, now=now)
    with transaction.atomic():
        before = _deleted_by_table()
        removed = {model: list(_delete(model, keys, now)) for model, keys in plan.deletes.items()}
        _refuse_others(removed, before)
    return {model: keys for model, keys in removed.items() if keys}


def _delete(model: type[Model], keys: Collection[Any], now: datetime) -> Iterator[Any]:
    for chunk in chunks(keys):
        rows = model._base_manager.filter(pk__in=chunk).order_by()
        yield from rows.select_for_update().values_list("pk", flat=True)
        note_files(model, chunk, now)
        heard = [*rows] if pre_delete.has_listeners(model) or post_delete.has_listeners(model) else []
        for row in heard:
            pre_delete.send(sender=model, instance=row, using=DEFAULT_DB_ALIAS, origin=row)
        # Not ``delete()``: it follows the keys once more, by rules of its own.
        rows._raw_delete(DEFAULT_DB_ALIAS)  # noqa: SLF001
        for row in heard:
            post_delete.send(sender=model, instance=row, using=DEFAULT_DB_ALIAS, origin=row)


def _deleted_by_table() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_DELETED)
        return dict(cursor.fetchall())


def _refuse_others(removed: Removed, before: dict[str, int]) -> None:
    planned: dict[str, int] = {LeftoverFile._meta.db_table: 0}
    for model, keys in removed.items():
        planned[model._meta.db_table] = planned.get(model._meta.db_table, 0) + len(keys)
    more = [
        f"{table} ({rows - before.get(table, 0) - planned.get(table, 0)})"
        for table, rows in sorted(_deleted_by_table().items())
        if rows - before.get(table, 0) > planned.get(table, 0)
    ]
    if more:
        raise MoreThanPlanned(f"The database deleted rows that the plan does not name: {', '.join(more)}.")


def clear(clearing: Clearing, *, now: datetime) -> int:
    """Empty fields of rows that stay, and their files with them; return how many rows.

    Of a column that names several people the entries of others stay.
    """
    model, number = clearing.model, 0
    fields = [model._meta.get_field(name) for name in clearing.fields]
    columns = [field for field in fields if isinstance(field, Field) and not field.many_to_many]
    shared = [field.name for field in columns if clearing.of and entries.may_be_several_peoples(model, field)]
    note_files(model, clearing.keys, now, only=clearing.fields)
    for chunk in chunks(clearing.keys):
        rows = model._base_manager.filter(pk__in=chunk)
        for many in (field for field in fields if field.many_to_many):
            for row in rows:
                getattr(row, many.name).clear()
        left = _left_for_others(rows, shared, clearing.of) if shared else {}
        if left or any(is_address(model, field) for field in columns):
            # What stands for an address is another in each row, so that it may be unique.
            number += sum(
                model._base_manager.filter(pk=key).update(
                    **{field.name: empty_value(model, field) for field in columns} | left.get(key, {})
                )
                for key in chunk
            )
        else:
            number += rows.update(**{field.name: empty_value(model, field) for field in columns})
    return number


def _left_for_others(rows: QuerySet[Model], names: Collection[str], of: Collection[str]) -> dict[Any, dict[str, Any]]:
    """Return what stays in columns that name others too, by the key of the row."""
    left = {
        key: {name: entries.without(value, of) for name, value in zip(names, values, strict=True)}
        for key, *values in rows.select_for_update(of=("self",)).order_by().values_list("pk", *names)
    }
    theirs = {key: {name: value for name, value in values.items() if value is not None} for key, values in left.items()}
    return {key: values for key, values in theirs.items() if values}


def is_address(model: type[Model], field: Field) -> bool:
    """Tell whether a row must hold an address in this column, so that something has to stand there that is none."""
    data = declarations.models.get(model)
    subjects = data.own_subjects if isinstance(data, PersonalData) else ()
    is_own = any(subject.lookup == field.name and not subject.is_within for subject in subjects)
    is_optional = field.blank and not (isinstance(data, PersonalData) and data.subject == field.name)
    return not (field.null or field.is_relation or is_optional) and (is_own or isinstance(field, EmailField))


def empty_value(model: type[Model], field: Field) -> Any:
    """Return what stands in a field once the person is gone from it."""
    data = declarations.models.get(model)
    if isinstance(data, PersonalData) and field.name in data.replacements:
        replacement = data.replacements[field.name]
        return replacement() if callable(replacement) else replacement
    if field.is_relation:
        return value_when_emptied(field)
    if field.null:
        return None
    if is_address(model, field) or field.unique:
        # As an expression: a column of addresses refuses what is none.
        return Value(f"{people.ERASED}{uuid4().hex}"[: field.max_length])
    return "" if field.empty_strings_allowed else field.get_default()


def is_emptied(row: Model, field: Field) -> bool:
    """Tell whether a field of a row holds what ``clear`` leaves, or nothing: nobody has written anything since."""
    current, empty = getattr(row, field.attname), empty_value(type(row), field)
    if isinstance(empty, Value):
        return not current or str(current).startswith(people.ERASED)
    return current in (None, "", [], {}) or current == empty


def note_files(model: type[Model], keys: Collection[Any], now: datetime, only: Iterable[str] = ()) -> None:
    """Write down the files of rows that are about to go, so that they are deleted even if this process is killed."""
    fields = [field for field in model._meta.local_concrete_fields if isinstance(field, FileField)]
    names = {*only}
    left = [
        LeftoverFile(field=f"{model._meta.label_lower}.{field.name}", name=name, left_at=now)
        for field in fields
        if not names or field.name in names
        for chunk in chunks(keys)
        for name in model._base_manager.filter(pk__in=chunk).values_list(field.name, flat=True)
        if name
    ]
    if left:
        LeftoverFile.objects.bulk_create(left)
        transaction.on_commit(delete_files, robust=True)


def delete_files() -> int:
    """Delete the files that deleted rows left, except those that another row has too; return how many.

    Idempotent; what fails stays for the next time.
    """
    deleted = 0
    for leftover in LeftoverFile.objects.all():
        label, _dot, name = leftover.field.rpartition(".")
        model = apps.get_model(label)
        field: Any = model._meta.get_field(name)
        try:
            if not model._base_manager.filter(**{name: leftover.name}).exists():
                field.storage.delete(leftover.name)
                deleted += 1
        except OSError as error:
            logger.warning("a file was not deleted: %s", type(error).__name__)
            continue
        leftover.delete()
    return deleted
