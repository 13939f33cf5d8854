"""What follows a row when it is deleted: foreign keys as Django and as the database have them, and generic keys."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import PROTECT, RESTRICT, Field, ForeignKey, IntegerField, Model, UUIDField

_CHUNK = 5000
_KEYS = """
SELECT child.relname, own.attname, parent.relname, theirs.attname, con.confdeltype
FROM pg_constraint con
  JOIN pg_class child ON child.oid = con.conrelid JOIN pg_class parent ON parent.oid = con.confrelid
  JOIN pg_attribute own ON own.attrelid = con.conrelid AND own.attnum = con.conkey[1]
  JOIN pg_attribute theirs ON theirs.attrelid = con.confrelid AND theirs.attnum = con.confkey[1]
WHERE con.contype = 'f' AND array_length(con.conkey, 1) = 1
"""


class Effect(StrEnum):
    """What the deletion of a row does to a row that points at it."""

    TAKES = "takes it along"
    EMPTIES = "empties the key"
    REFUSES = "is refused"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A key from the rows of ``child`` to those of ``parent``."""

    parent: type[Model]
    child: type[Model]
    field: Field
    target: str
    effect: Effect
    # What the database does by itself, as ``pg_constraint.confdeltype`` has it; empty without a constraint.
    action: str = ""

    @property
    def is_nullable(self) -> bool:
        return bool(self.field.null)

    def pairs(self, keys: Collection[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield the key of each row that is pointed at, of these, with the key of a row that points at it."""
        for chunk in chunks(keys):
            at = {key: key for key in chunk}
            if self.target != self.parent._meta.pk.attname:
                at = dict(self.parent._base_manager.filter(pk__in=chunk).values_list(self.target, "pk"))
            rows = self.child._base_manager.filter(**{f"{self.field.name}__in": list(at)}).order_by()
            for pointed_at, key in rows.values_list(self.field.attname, "pk"):
                yield at[pointed_at], key


@dataclass(frozen=True, kw_only=True)
class GenericLink:
    """A generic key, from the rows of ``child`` to rows of any model."""

    child: type[Model]
    key: GenericForeignKey

    def pairs(self, parent: type[Model], keys: Collection[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield the key of each row that is pointed at, of these, with the key of a row that points at it."""
        column: Any = self.child._meta.get_field(self.key.fk_field)
        if not can_hold_key(column, parent):
            return
        kind = ContentType.objects.get_for_model(parent)
        for chunk in chunks(keys):
            at = {column.to_python(str(key)): key for key in chunk}
            rows = self.child._base_manager.filter(**{self.key.ct_field: kind, f"{self.key.fk_field}__in": list(at)})
            for pointed_at, key in rows.order_by().values_list(self.key.fk_field, "pk"):
                yield at[pointed_at], key

    def is_declared_in(self, parent: type[Model]) -> bool:
        """Tell whether the other model has a ``GenericRelation``, which takes these rows along."""
        return any(
            isinstance(field, GenericRelation) and field.related_model is self.child
            for field in parent._meta.private_fields
        )


def can_hold_key(column: Field, model: type[Model]) -> bool:
    """Tell whether a column of a generic key can hold the keys of a model."""
    key: Any = model._meta.pk
    key = getattr(key, "target_field", key)
    return all(isinstance(key, kind) for kind in (IntegerField, UUIDField) if isinstance(column, kind))


class Links:
    """All keys between the tables of the site, as they are now."""

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute(_KEYS)
            self._constraints = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        self._to: dict[type[Model], list[Link]] = {}
        for link in (*self._of_django(), *self._of_the_database()):
            self._to.setdefault(link.parent, []).append(link)

    def to(self, model: type[Model]) -> list[Link]:
        """Return the keys that point at rows of a model."""
        return self._to.get(model, [])

    @cached_property
    def generic(self) -> list[GenericLink]:
        return [
            GenericLink(child=model, key=key)
            for model in _tables()
            for key in model._meta.private_fields
            if isinstance(key, GenericForeignKey)
        ]

    def _of_django(self) -> Iterator[Link]:
        for model in _tables():
            for field in model._meta.local_concrete_fields:
                if not isinstance(field, ForeignKey) or not isinstance(field.related_model, type):
                    continue
                action = self._constraints.get((model._meta.db_table, str(field.column)), (None, None, None))[2]
                if effect := _effect(field, action):
                    parent = field.related_model._meta.concrete_model or field.related_model
                    target = field.target_field.attname
                    yield Link(
                        parent=parent, child=model, field=field, target=target, effect=effect, action=action or ""
                    )

    def _of_the_database(self) -> Iterator[Link]:
        """Yield the keys that only the database knows, between columns that are plain ones in Django."""
        tables = {model._meta.db_table: model for model in _tables()}
        for (table, column), (parent_table, target, action) in self._constraints.items():
            child, parent = tables.get(table), tables.get(parent_table)
            if child is None or parent is None:
                continue
            field, pointed_at = _by_column(child, column), _by_column(parent, target)
            if field is not None and pointed_at is not None and not isinstance(field, ForeignKey):
                effect = _IN_DATABASE.get(action, Effect.REFUSES)
                yield Link(
                    parent=parent, child=child, field=field, target=pointed_at.attname, effect=effect, action=action
                )


_IN_DATABASE = {"c": Effect.TAKES, "n": Effect.EMPTIES, "d": Effect.EMPTIES}


class _Listener:
    """Stands in for Django's collector and notes what an ``on_delete`` asks it to do."""

    def __init__(self) -> None:
        self.effect: Effect | None = None
        self.value: object = None

    def collect(self, *_args: object, **_options: object) -> None:
        self.effect = Effect.TAKES

    def add_field_update(self, _field: object, value: object, _rows: object) -> None:
        self.effect, self.value = self.effect or Effect.EMPTIES, value


def _asked(field: ForeignKey) -> _Listener:
    listener = _Listener()
    on_delete: Any = field.remote_field.on_delete
    on_delete(listener, field, [], DEFAULT_DB_ALIAS)
    return listener


def _effect(field: ForeignKey, action: str | None) -> Effect | None:
    """Return what Django does, and for what it leaves to the database what that does; None if nothing holds them."""
    if field.remote_field.on_delete in (PROTECT, RESTRICT):
        return Effect.REFUSES
    return _asked(field).effect or (_IN_DATABASE.get(action, Effect.TAKES) if action else None)


def value_when_emptied(field: Field) -> object:
    """Return what stands in a key once the row is gone that it pointed at: nothing, a default, a stand-in."""
    if isinstance(field, ForeignKey) and field.remote_field.on_delete not in (PROTECT, RESTRICT):
        return _asked(field).value
    return None


def _tables() -> Iterator[type[Model]]:
    return (model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy)


def _by_column(model: type[Model], column: str) -> Field | None:
    return next((field for field in model._meta.local_concrete_fields if field.column == column), None)


def chunks(keys: Collection[Any]) -> Iterator[list[Any]]:
    """Yield keys in lists that a statement can take."""
    waiting = iter(keys)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk
