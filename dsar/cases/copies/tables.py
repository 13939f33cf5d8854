"""A person's rows of a model as the copy shows them: names, titles, values in words, and lines of JSON.

A table may have a hundred thousand rows, so nothing here holds more than some of them.
"""

import json
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.files import FieldFile, FileField
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dsar.cases.copies.enclosed import FileInCopy
from dsar.cases.copies.marks import Marks
from dsar.cases.enums import Right
from dsar.people import masking, personal_rows
from dsar.people.personal_rows import PersonalRows
from dsar.people.reading import reading
from privacy.documents.spreadsheets import csv_text
from privacy.inventory.declarations import PersonalField, in_words
from privacy.inventory.people import Who

BINARY = "data:application/octet-stream;base64,"  # begins the text of bytes that are no text
_BATCH = 1_000
_MOST_FIELDS = 50  # a function of PostgreSQL takes a hundred arguments
# What the database writes as JSON in the same way as we do.
_PLAIN = (CharField, TextField, IntegerField, BooleanField, DateTimeField, DateField, UUIDField, JSONField)


class _Line(Func):
    """The values of a row as one line of JSON."""

    function = "json_build_object"
    template = "%(function)s(%(expressions)s)::text"
    output_field = TextField()


class _Encoder(DjangoJSONEncoder):
    """Writes times as PostgreSQL does: ISO 8601 with every digit, in UTC."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Some of a person's rows of a model: names, titles and origins of the fields, and rows of values.

    ``count`` is the number of all rows.
    """

    label: str
    title: str
    fields: list[str]
    titles: list[str]
    origins: list[str]
    rows: list[list[Any]]
    count: int

    @property
    def left_out(self) -> int:
        """The number of rows that are not among these."""
        return self.count - len(self.rows)


class Watch(Protocol):
    """Looks at what a copy hands out while it is read, and may refuse it."""

    def row(self, key: str, values: Mapping[str, Any]) -> None:
        """Look at a row before anything is left out of it."""

    def file(self, name: str, content_sha256: str) -> None:
        """Look at a file that was written."""


@dataclass(frozen=True, kw_only=True)
class Copied:
    """All of a person's rows of a model, read as often as they are written, without what ``marks`` leave out.

    Whatever reads them raises ``SourceFailed``.
    """

    group: PersonalRows
    fields: dict[str, PersonalField]
    marks: Marks = field(default_factory=Marks)
    watch: Watch | None = None

    @property
    def label(self) -> str:
        return self.group.label

    @property
    def title(self) -> str:
        return str(self.group.data.title)

    def described(self) -> list[dict[str, str]]:
        """Return name, title and origin of each field."""
        return [
            {"name": name, "title": str(field.title), "origin": str(field.origin.value)}
            for name, field in self.fields.items()
        ]

    def values(self, most: int | None = None) -> Iterator[list[Any]]:
        """Yield the values of each row, those about others masked. Raises ``RedactionLost``."""
        for _key, values in self.rows(most):
            yield values

    def rows(self, most: int | None = None) -> Iterator[tuple[str, list[Any]]]:
        """Yield the key and the values of each row."""
        with reading(self.label):
            yield from self._rows(most)

    def _rows(self, most: int | None) -> Iterator[tuple[str, list[Any]]]:
        rows, hidden_in = masking.with_roles(self.group)
        mask = _("(about somebody else)")
        in_words = [(place, field.words) for place, field in enumerate(self.fields.values()) if field.words]
        related = [name for name in self.fields if isinstance(self.group.data.model._meta.get_field(name), ForeignKey)]
        rows = rows.select_related(*related) if related else rows
        shown = rows if most is None else rows[:most]
        for row in shown.iterator(chunk_size=_BATCH):
            hidden = hidden_in(row)
            values = [mask if name in hidden else _value(row, name) for name in self.fields]
            for place, words in in_words:
                values[place] = words(values[place]) if isinstance(values[place], str) else values[place]
            marked = self._marked(str(row.pk), values)
            if self.watch is not None:
                self.watch.row(str(row.pk), dict(zip(self.fields, values, strict=True)))
            yield str(row.pk), marked

    def _marked(self, key: str, values: list[Any]) -> list[Any]:
        if not self.marks.of_row(self.label, key):
            return values
        pairs = zip(self.fields, values, strict=True)
        return [self.marks.applied(self.label, key, name, value, cell(value)) for name, value in pairs]

    def lines(self) -> Iterator[bytes]:
        """Yield each row as an object of JSON, without a line break."""
        if self._is_plain():
            with reading(self.label):
                yield from self._from_database()
            return
        for values in self.values():
            yield as_json(dict(zip(self.fields, values, strict=True)))

    def csv(self) -> Iterator[bytes]:
        """Yield the rows as CSV with a head; ``data.json`` has the same values verbatim."""
        yield "\ufeff".encode() + csv_text([list(self.fields)]).encode()
        batch = list[list[str]]()
        for line in self.lines():
            batch.append([cell(value) for value in json.loads(line).values()])
            if len(batch) == _BATCH:
                yield csv_text(batch).encode()
                batch.clear()
        yield csv_text(batch).encode()

    def files(self) -> Iterator[FileInCopy]:
        """Yield the files of the rows, each once."""
        columns = (self.group.data.model._meta.get_field(name) for name in self.fields)
        if any(isinstance(column, FileField) for column in columns):
            found = (value for row in self.values() for value in row)
            names = {value: value for value in found if isinstance(value, FileInCopy) and value.source}
            yield from names.values()

    def table(self, most: int | None = None) -> Table:
        """Return the first rows, as people read them."""
        described = self.described()
        with reading(self.label):
            rows = list(self._readable(most))
            count = len(rows) if most is None or len(rows) < most else self.group.rows.count()
        return Table(
            label=self.label,
            title=self.title,
            fields=[field["name"] for field in described],
            titles=[field["title"] for field in described],
            origins=[field["origin"] for field in described],
            rows=rows,
            count=count,
        )

    def _readable(self, most: int | None) -> Iterator[list[Any]]:
        codes = [(place, field.read_as) for place, field in enumerate(self.fields.values()) if field.read_as]
        for values in self.values(most):
            for place, read_as in codes:
                values[place] = in_words(read_as, values[place])
            yield values

    def _is_plain(self) -> bool:
        """Tell whether the database itself can write the rows."""
        rows, _hidden = masking.with_roles(self.group)
        columns = (self.group.data.model._meta.get_field(name) for name in self.fields)
        if self.marks.has(self.label) or any(field.words for field in self.fields.values()):
            return False
        return rows is self.group.rows and len(self.fields) <= _MOST_FIELDS and all(map(_is_plain, columns))

    def _from_database(self) -> Iterator[bytes]:
        model = self.group.data.model
        pairs = [part for name in self.fields for part in (Value(name), _expression(model._meta.get_field(name)))]
        columns = ("_line",) if self.watch is None else ("pk", "_line")
        lines = self.group.rows.annotate(_line=_Line(*pairs)).values_list(*columns)
        # Parameters are not possible in COPY; the driver writes them into the statement.
        statement = connection.ops.compose_sql(*lines.query.sql_with_params())  # type: ignore[attr-defined]
        # JSON has no control characters, so that with these two signs the lines come as they are.
        copy = f"COPY ({statement}) TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')"
        with connection.cursor() as cursor, cursor.cursor.copy(copy) as blocks:
            rest = b""
            for block in blocks:
                *whole, rest = (rest + bytes(block)).split(b"\n")
                yield from whole if self.watch is None else map(self._watched, whole)

    def _watched(self, columns: bytes) -> bytes:
        key, _sign, line = columns.partition(b"\x01")
        if self.watch is not None:
            self.watch.row(key.decode(), json.loads(line))
        return line


def as_json(value: Any) -> bytes:
    """Return a value as JSON on one line."""
    return json.dumps(value, cls=_Encoder, ensure_ascii=False).encode()


def copied(address: Who, right: Right, left_out: Collection[str] = (), marks: Marks | None = None) -> Iterator[Copied]:
    """Yield the person's tables that have rows, except those ``left_out``.

    For portability without what we concluded (LAW D-27).
    """
    groups = personal_rows.rows_by_model(address)
    yield from also_copied((group for group in groups if group.label not in left_out), right, marks)


def also_copied(groups: Iterable[PersonalRows], right: Right, marks: Marks | None = None) -> Iterator[Copied]:
    """Yield the tables of rows that were found otherwise, where there are any."""
    handed_out = (group for group in groups if _fields(group, right))
    for group in personal_rows.with_rows_named(handed_out):
        yield Copied(group=group, fields=_fields(group, right), marks=marks or Marks())


def _fields(group: PersonalRows, right: Right) -> dict[str, PersonalField]:
    is_portable = right == Right.PORTABILITY
    fields = group.data.fields.items()
    return {name: field for name, field in fields if (field.is_portable if is_portable else field.in_copy)}


def table(group: PersonalRows) -> Table:
    """Return the rows of a group with all fields of a copy."""
    return Copied(
        group=group, fields={name: field for name, field in group.data.fields.items() if field.in_copy}
    ).table()


def browser_tables(groups: Iterable[PersonalRows]) -> list[Table]:
    """Return the tables of the rows that a browser leads to, with all fields of a copy (LAW D-10, D-14)."""
    return [shown for shown in map(table, groups) if shown.rows]


def readable_rows(table: Table) -> Iterator[list[tuple[str, str]]]:
    """Yield each row as pairs of field title and readable value, without empty fields."""
    for row in table.rows:
        yield [
            (capfirst(title), readable(value))
            for title, value in zip(table.titles, row, strict=True)
            if value not in (None, "", [], {})
        ]


def _is_plain(field: Any) -> bool:
    is_converted = hasattr(field, "from_db_value") and not isinstance(field, JSONField)
    return isinstance(field, _PLAIN) and not is_converted


def _expression(field: Any) -> Expression | F:
    """Return what the database writes for a field: codes as their labels (LAW D-14)."""
    if field.choices:
        whens = (When(**{field.name: code, "then": Value(str(label))}) for code, label in field.flatchoices)
        return Case(*whens, default=Cast(F(field.name), TextField()), output_field=TextField())
    return F(field.name)


def _value(row: Model, name: str) -> Any:
    """Return the stored value of a field, with codes replaced by their labels (LAW D-14)."""
    field: Field[Any, Any] | Any = row._meta.get_field(name)
    if field.many_to_many:
        return [str(related) for related in getattr(row, name).all()]
    if isinstance(field, ForeignKey):
        related = getattr(row, name)
        return None if related is None else str(related)
    value = getattr(row, getattr(field, "attname", name))
    if isinstance(value, list) and (labels := dict(getattr(getattr(field, "base_field", None), "choices", None) or ())):
        return [str(labels.get(code, code)) for code in value]
    if value is not None and getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, FieldFile):
        return FileInCopy.of(row, value)
    if isinstance(value, bytes | memoryview):
        return _bytes_as_text(bytes(value))
    return str(value) if isinstance(value, UUID) else value


def _bytes_as_text(content: bytes) -> str:
    """Return bytes as the text that they are, or as an address from which a browser saves them as a file."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"{BINARY}{b64encode(content).decode('ascii')}"


def cell(value: Any) -> str:
    """Return a value as text for a spreadsheet."""
    return "" if value is None else _as_text(value)


def readable(value: Any) -> str:
    """Return a value as text for people, in the active language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ", ".join(map(readable, value))
    return _as_text(value)


def _as_text(value: Any) -> str:
    return as_json(value).decode() if isinstance(value, dict | list) else str(value)
