"""The draft register as rows of a seed file. Loading that file creates the same draft."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import ForeignKey, Model

from privacy.register import sections

_OWN_COUNT = ("id", "order")  # the position in the file gives the order
_STATE = "approved_", "applied_"  # state of this installation, not content of the register


def draft() -> dict[str, Any]:
    """Return the rows of the draft by kind, as in a seed file."""
    rows_by_kind: dict[str, Any] = {}
    written = {kind: write for section in sections.all_sections() for kind, write in section.writes.items()}
    for kind, (model, identity) in sections.seed_rows().items():
        write: Callable[[Any], dict[str, Any]] = written.get(kind, fields_of)
        rows = model._default_manager.select_related(*_links(model))
        # A row in a seed can refer only to rows before it.
        written_rows = [write(row) for row in sorted(rows, key=_depth)]
        rows_by_kind[kind] = written_rows if identity else next(iter(written_rows), None)
    return {kind: rows for kind, rows in rows_by_kind.items() if rows}


def fields_of(row: Model) -> dict[str, Any]:
    """Return the fields of a row that differ from the defaults, with references as keys."""
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
    """Return the length of the longest chain of references from a row to other rows of its model."""
    own = [field.name for field in row._meta.concrete_fields if field.related_model is type(row)]
    return max((1 + _depth(above) for name in own if (above := getattr(row, name)) is not None), default=0)


def _links(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
