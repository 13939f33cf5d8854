"""Build a person's file: a zip with the same data as JSON, CSV and HTML."""

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import get_valid_filename
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dsar.cases.enums import Right
from dsar.copies.information import sheet
from dsar.people import masking, personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.documents.spreadsheets import csv_text
from privacy.inventory.declarations import PersonalField
from privacy.register import in_force

SCHEMA = "proviso-export/1"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A person's rows of a model: names, titles and origins of the fields, and rows of values."""

    label: str
    title: str
    fields: list[str]
    titles: list[str]
    origins: list[str]
    rows: list[list[Any]]


class _FileInCopy(str):
    """The name in the archive of a file that a row has; a row whose file is gone has the name alone."""

    __slots__ = ("source",)
    source: FieldFile | None

    @classmethod
    def of(cls, row: Model, source: FieldFile) -> "_FileInCopy":
        """Return a name that no other file of the archive has, and that leads out of no folder."""
        name = source.name or ""
        is_there = bool(name) and source.storage.exists(name)
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        own = cls(f"files/{row._meta.label_lower}/{digest}-{get_valid_filename(Path(name).name)}" if is_there else name)
        own.source = source if is_there else None
        return own

    def read(self) -> bytes:
        """Return the content of the file."""
        if self.source is None:
            return b""
        with self.source.open("rb") as file:
            return bytes(file.read())


def build(*, address: str, right: Right, reference: str, language: str, now: datetime) -> bytes:
    """Return the zip of a copy, a portable copy (without inferred data, LAW D-27) or the information alone."""
    with translation.override(language):
        counts = personal_rows.counts(address)
        copied = [] if right == Right.INFORMATION else list(tables(address, right))
        about = {
            "schema": SCHEMA,
            "kind": str(right),
            "request": reference,
            "language": language,
            "made_at": now.isoformat(),
            "revision": revision(),
        }
        files = _files(about, address, copied, None if right == Right.PORTABILITY else sheet(counts, now), now)
    return _zip(about, files, now)


def revision() -> int | None:
    """Return the revision number of the policy in force."""
    snapshot = in_force.current()
    return snapshot.number if snapshot else None


def _files(
    about: dict[str, Any], address: str, tables: list[Table], information: dict[str, Any] | None, now: datetime
) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    data = about | {"address": address, "tables": {table.label: _as_objects(table) for table in tables}}
    if information is not None:
        data["information"] = information
    files["data.json"] = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    files["schema.json"] = json.dumps(_schema(tables), ensure_ascii=False, indent=2)
    for table in tables:
        files[f"csv/{table.label}.csv"] = _csv(table)
    page = {"about": about, "address": address, "tables": tables, "information": information, "now": now}
    files["index.html"] = render_to_string("dsar/export/index.html", page)
    values = (value for table in tables for row in table.rows for value in row)
    files |= {value: value.read() for value in values if isinstance(value, _FileInCopy) and value.source}
    return files


def tables(address: str, right: Right) -> Iterator[Table]:
    """Yield the tables about a person, in the active language; without inferred data for portability."""
    for group in personal_rows.rows_by_model(address):
        fields = {
            name: field
            for name, field in group.data.fields.items()
            if (field.is_portable if right == Right.PORTABILITY else field.in_copy)
        }
        table = _table(group, fields)
        if table.rows and fields:
            yield table


def browser_tables(groups: Iterable[PersonalRows]) -> list[Table]:
    """Return the tables of the rows that a browser leads to, with all fields of a copy (LAW D-10, D-14)."""
    return [shown for shown in map(table, groups) if shown.rows]


def browser_copy(tables: list[Table], now: datetime) -> str:
    """Return the copy as JSON."""
    about = {"schema": SCHEMA, "kind": "browser", "made_at": now.isoformat(), "revision": revision()}
    data = about | {"tables": {table.label: _as_objects(table) for table in tables}}
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _table(group: PersonalRows, fields: dict[str, PersonalField]) -> Table:
    rows, hidden_in = masking.with_roles(group)
    mask = _("(about somebody else)")
    return Table(
        label=group.label,
        title=str(group.data.title),
        fields=list(fields),
        titles=[str(field.title) for field in fields.values()],
        origins=[str(field.origin.value) for field in fields.values()],
        rows=[
            [mask if name in hidden else _value(row, name) for name in fields]
            for row in rows.iterator(chunk_size=1000)
            for hidden in (hidden_in(row),)
        ],
    )


def _value(row: Model, name: str) -> Any:
    """Return the stored value of a field, with codes replaced by their labels (LAW D-14)."""
    field = row._meta.get_field(name)
    if field.many_to_many:
        return [str(related) for related in getattr(row, name).all()]
    value = getattr(row, getattr(field, "attname", name))
    if isinstance(value, list) and (labels := dict(getattr(getattr(field, "base_field", None), "choices", None) or ())):
        return [str(labels.get(code, code)) for code in value]
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, FieldFile):
        return _FileInCopy.of(row, value)
    if isinstance(value, bytes | memoryview):
        return _bytes_as_text(bytes(value))
    return str(value) if isinstance(value, UUID) else value


def _bytes_as_text(content: bytes) -> str:
    """Return bytes as the text that they are, or as an address from which a browser saves them as a file."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"data:application/octet-stream;base64,{b64encode(content).decode('ascii')}"


def table(group: PersonalRows) -> Table:
    """Return the rows of a group with all fields of a copy."""
    return _table(group, {name: field for name, field in group.data.fields.items() if field.in_copy})


def readable_rows(table: Table) -> Iterator[list[tuple[str, str]]]:
    """Yield each row as pairs of field title and readable value, without empty fields."""
    for row in table.rows:
        yield [
            (title, readable(value)) for title, value in zip(table.titles, row, strict=True) if value not in (None, "")
        ]


def _as_objects(table: Table) -> dict[str, Any]:
    return {"title": table.title, "rows": [dict(zip(table.fields, row, strict=True)) for row in table.rows]}


def _schema(tables: list[Table]) -> dict[str, Any]:
    """Describe the fields for programs that read the file (Art. 20)."""
    return {
        "schema": SCHEMA,
        "tables": {
            table.label: [
                {"name": name, "title": title, "origin": origin}
                for name, title, origin in zip(table.fields, table.titles, table.origins, strict=True)
            ]
            for table in tables
        },
    }


def _csv(table: Table) -> str:
    """Return a table as CSV; ``data.json`` has the same values verbatim."""
    return csv_text([table.fields, *([_cell(value) for value in row] for row in table.rows)])


def _cell(value: Any) -> str:
    """Return a value as text for a spreadsheet."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime | date) else _as_text(value)


def readable(value: Any) -> str:
    """Return a value as text for people, in the active language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return _as_text(value)


def _as_text(value: Any) -> str:
    return (
        json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    )


def _zip(about: dict[str, Any], files: dict[str, str | bytes], now: datetime) -> bytes:
    content = {
        name: text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8") if isinstance(text, str) else text
        for name, text in files.items()
    }
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in content.items()
    ]
    manifest = json.dumps(about | {"files": listed}, ensure_ascii=False, indent=2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*content.items(), ("manifest.json", manifest.encode())]:
            entry = zipfile.ZipInfo(name, date_time=localtime(now).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return out.getvalue()
