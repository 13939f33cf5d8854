"""Values for a row that the constraints of its table accept, found by trying."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models
from django.db.models import CheckConstraint, Model, Q
from django.db.models.constants import LOOKUP_SEP

_MOST_TRIES = 400
Indexes = tuple[int, ...]
# Remembering the last accepted values saves thousands of refused inserts in each process.
accepted: dict[tuple[Any, ...], Indexes] = {}


class Attempts:
    """The combinations of values to try for a model, begun with those that the database accepted last time.

    A refusal names the constraint that was broken: what is tried next differs in one of its fields.
    """

    def __init__(self, model: type[Model], values: Mapping[str, Any], key: tuple[Any, ...]) -> None:
        constrained = constrained_fields(model)
        columns = [column for column in model._meta.concrete_fields if column.name in values]
        self._model, self._key = model, key
        self._options = {
            column.name: _options(column, values[column.name]) for column in columns if column.name in constrained
        }
        first = tuple(0 for _name in self._options)
        last = accepted.get(key, first)
        lengths = [len(options) for options in self._options.values()]
        is_possible = len(last) == len(lengths) and all(map(int.__lt__, last, lengths))
        self._waiting = [first, last] if is_possible and last != first else [first]
        self._seen = set(self._waiting)
        self._current = first

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for _try in range(_MOST_TRIES):
            if not self._waiting:
                return
            self._current = self._waiting.pop()
            yield {
                name: options[index]
                for (name, options), index in zip(self._options.items(), self._current, strict=True)
            }

    def refuse(self, error: IntegrityError) -> None:
        """Note that the database refused the last combination."""
        broken = _fields_of(self._model, error)
        nearby = [
            (option not in (None, ""), (*self._current[:place], index, *self._current[place + 1 :]))
            for place, (name, options) in enumerate(self._options.items())
            if not broken or name in broken
            for index, option in enumerate(options)
        ]
        # Empty values first: they nearly always fit, and leave the others as they are.
        nearby.sort(key=lambda candidate: candidate[0])
        fresh = [indexes for _is_filled, indexes in nearby if indexes not in self._seen]
        self._seen.update(fresh)
        self._waiting += reversed(fresh)

    def accept(self) -> None:
        """Note that the database accepted the last combination."""
        accepted[self._key] = self._current


def constrained_fields(model: type[Model]) -> set[str]:
    """Return the names of the fields in the model's check constraints."""
    return {name for constraint in model._meta.constraints for name in _names(constraint)}


def leaves(condition: Q) -> Iterator[tuple[str, Any]]:
    """Yield the lookups of a condition with their values."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from leaves(child)
        elif isinstance(child, tuple):
            yield child


def _names(constraint: object) -> set[str]:
    if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
        return {lookup.split(LOOKUP_SEP)[0] for lookup, _value in leaves(constraint.condition)}
    return set()


def _fields_of(model: type[Model], error: IntegrityError) -> set[str]:
    """Return the fields of the check constraint that was broken; none for anything else."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    constraints: Sequence[Any] = model._meta.constraints
    return next((_names(constraint) for constraint in constraints if constraint.name == name), set())


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
