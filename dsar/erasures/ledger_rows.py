"""Names of rows in the ledger: ids that say nothing, and hashes of keys that could say something."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, IntegerField, Model, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Concat, Left

from privacy.retention.rows_on_hold import SubjectKey

_HASHED = "h."
_LENGTH = 32


def name(model: type[Model], key: Any) -> str:
    """Return ``label:key``; of a key that somebody chose, such as a name, a salted hash instead."""
    label = model._meta.label_lower
    if isinstance(_column(model), UUIDField | IntegerField):
        return f"{label}:{key}"
    salt = secrets.token_hex(4)
    return f"{label}:{_HASHED}{salt}.{hashlib.sha256(f'{salt}{key}'.encode()).hexdigest()[:_LENGTH]}"


def rows(names: Iterable[str]) -> Iterator[QuerySet[Model]]:
    """Yield the rows that these names stand for, by model, as far as they are there."""
    ids: dict[str, list[str]] = {}
    for label, _colon, key in (name.partition(":") for name in names):
        ids.setdefault(label, []).append(key)
    for label, keys in ids.items():
        everything = apps.get_model(label)._base_manager.all()
        hashed = [key for key in keys if key.startswith(_HASHED)]
        if plain := [key for key in keys if not key.startswith(_HASHED)]:
            yield everything.filter(pk__in=plain)
        for key in hashed:
            salt, _dot, digest = key.removeprefix(_HASHED).partition(".")
            text = Concat(Value(salt), Cast("pk", TextField()), output_field=TextField())
            yield everything.annotate(_hash=Left(SubjectKey(text), _LENGTH)).filter(_hash=digest)


def is_never_reused(model: type[Model]) -> bool:
    """Tell whether a key of this model, once gone, is never another row's."""
    return isinstance(_column(model), UUIDField)


def skip_used_keys(names: Iterable[str]) -> None:
    """Let the database give out no number again that these names stand for."""
    highest: dict[type[Model], int] = {}
    for label, _colon, key in (name.partition(":") for name in names):
        model = apps.get_model(label)
        if isinstance(model._meta.pk, AutoField) and key.isdigit():
            highest[model] = max(highest.get(model, 0), int(key))
    with connection.cursor() as cursor:
        for model, number in highest.items():
            place = (model._meta.db_table, str(model._meta.pk.column))
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", place)
            if sequence := cursor.fetchone()[0]:
                last = "coalesce(pg_sequence_last_value(%s::regclass), 1)"
                cursor.execute(f"SELECT setval(%s, greatest(%s, {last}))", [sequence, number, sequence])


def _column(model: type[Model]) -> Any:
    key: Any = model._meta.pk
    return getattr(key, "target_field", key)
