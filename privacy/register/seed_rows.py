"""The draft register as the rows of a seed file: what loading that file would make again."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import ForeignKey, Model

from privacy.register import sections

_OWN_COUNT = ("id", "order")  # a file's rows stand in their order
_STATE = "approved_", "applied_"  # what happened here, and not what the register says


def draft() -> dict[str, Any]:
    """Return every kind of row, each as a seed would write it."""
    found: dict[str, Any] = {}
    written = {kind: write for section in sections.all_sections() for kind, write in section.writes.items()}
    for kind, (model, identity) in sections.seed_rows().items():
        write: Callable[[Any], dict[str, Any]] = written.get(kind, fields_of)
        rows = model._default_manager.select_related(*_links(model))
        written_rows = [write(row) for row in sorted(rows, key=_depth)]
        found[kind] = written_rows if identity else next(iter(written_rows), None)
    return {kind: rows for kind, rows in found.items() if rows}


def fields_of(row: Model) -> dict[str, Any]:
    """Return the fields of a row that say more than a new row would, other rows by their key."""
    new = type(row)()
    return {name: value for name, value in _values(row) if value is not None and value != new.__dict__.get(name)}


def _values(row: Model) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        if field.name in _OWN_COUNT or field.name.startswith(_STATE) or not field.editable:
            continue
        if isinstance(field, ForeignKey):
            if row.serializable_value(field.attname) is not None:
                yield field.attname.removesuffix("_id"), getattr(row, field.name).key
        else:
            yield field.name, getattr(row, field.name)


def _depth(row: Model) -> int:
    """Count the rows of its own kind that a row refers to, one above the other: a seed names only rows above."""
    own = [field.name for field in row._meta.concrete_fields if field.related_model is type(row)]
    return max((1 + _depth(above) for name in own if (above := getattr(row, name)) is not None), default=0)


def _links(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
