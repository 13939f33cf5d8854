"""Conversion between JSON and frozen dataclasses, by the types of their fields."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Read = Callable[[Any], Any]

_OMIT = "omit"


def omitted_if(test: Callable[[Any], bool]) -> dict[str, Callable[[Any], bool]]:
    """Return field metadata that omits the field from the JSON of every row for which ``test`` is true."""
    return {_OMIT: test}


def read(kind: type[T], value: Mapping[str, Any]) -> T:
    """Return ``value`` as the dataclass ``kind``. Missing fields get their default; unknown keys are ignored."""
    readers = _readers(kind)  # type: ignore[arg-type] # a class can be hashed
    # None is read as a missing value: every field that may be None has None as its default.
    return kind(**{name: reads(value[name]) for name, reads in readers.items() if value.get(name) is not None})


def from_row(kind: type[T], row: object, *names: str, **more: Any) -> T:
    """Return a database row as ``kind``: the fields in ``names`` (all, if none is named), and ``more``."""
    readers = _readers(kind)  # type: ignore[arg-type] # a class can be hashed
    wanted = names or tuple(name for name in readers if name not in more)
    return read(kind, {name: getattr(row, name) for name in wanted} | more)


def plain(value: Any) -> Any:
    """Return a dataclass, with nested values, as plain JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        written = (field for field in fields(value) if not (_OMIT in field.metadata and field.metadata[_OMIT](value)))
        return {field.name: plain(getattr(value, field.name)) for field in written}
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(element) for element in value]
    return value


@cache  # a register has few row types and many rows
def _readers(kind: Any) -> dict[str, Read]:
    """Return the function that parses the JSON of each field, by field name."""
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Read:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(member for member in inner if member is not types.NoneType))
    if origin is tuple:
        each = _reader(inner[0])
        return lambda value: tuple(each(element) for element in value)
    if origin is not None:  # the origin of a mapping type
        of = _reader(inner[1])
        return lambda value: {str(key): of(inner) for key, inner in value.items()}
    if is_dataclass(hint):
        kind: Any = hint
        return lambda value: value if is_dataclass(value) else read(kind, value)
    return str if hint is str else lambda value: value
