"""A person's file: a zip with the same data for machines, for spreadsheets and for reading."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dsar.cases.enums import Right
from dsar.copies.information import sheet
from dsar.people import personal_rows as held
from dsar.people.personal_rows import Held
from privacy.inventory.declarations import PersonalField
from privacy.register import in_force

SCHEMA = "proviso-export/1"
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_HARMLESS = re.compile(r"^\+?[\d ]+$")


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is held in one model, ready to be written: names and titles of the fields, and rows of values."""

    label: str
    title: str
    fields: list[str]
    titles: list[str]
    origins: list[str]
    rows: list[list[Any]]


def build(*, address: str, right: Right, reference: str, language: str, now: datetime) -> bytes:
    """Return the zip for a copy, a portable copy (nothing that we concluded, LAW D-27) or the information alone."""
    with translation.override(language):
        counts = held.counts(address)
        found = [] if right == Right.INFORMATION else list(tables(address, right))
        about = {
            "schema": SCHEMA,
            "kind": str(right),
            "request": reference,
            "language": language,
            "made_at": now.isoformat(),
            "revision": revision(),
        }
        files = _files(about, address, found, None if right == Right.PORTABILITY else sheet(counts, now), now)
    return _zip(about, files, now)


def revision() -> int | None:
    """Return the number of the policy in force."""
    snapshot = in_force.current()
    return snapshot.number if snapshot else None


def _files(
    about: dict[str, Any], address: str, tables: list[Table], information: dict[str, Any] | None, now: datetime
) -> dict[str, str]:
    found: dict[str, str] = {}
    data = about | {"address": address, "tables": {one.label: _as_objects(one) for one in tables}}
    if information is not None:
        data["information"] = information
    found["data.json"] = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    found["schema.json"] = json.dumps(_schema(tables), ensure_ascii=False, indent=2)
    for table in tables:
        found[f"csv/{table.label}.csv"] = _csv(table)
    page = {"about": about, "address": address, "tables": tables, "information": information, "now": now}
    found["index.html"] = render_to_string("dsar/export/index.html", page)
    return found


def tables(address: str, right: Right) -> Iterator[Table]:
    """Yield what is held about a person, in the active language; for portability without what we concluded."""
    for one in held.about(address):
        fields = {
            name: field
            for name, field in one.data.fields.items()
            if (field.is_portable if right == Right.PORTABILITY else field.in_copy)
        }
        table = _table(one, fields)
        if table.rows and fields:
            yield table


def of_browser(found: Iterable[Held]) -> list[Table]:
    """Return what a browser leads to, in the active language: everything that a copy holds (LAW D-10, D-14)."""
    whole = (_table(one, {name: field for name, field in one.data.fields.items() if field.in_copy}) for one in found)
    return [table for table in whole if table.rows]


def browser_copy(tables: list[Table], now: datetime) -> str:
    """Return the copy as JSON."""
    data = {"schema": SCHEMA, "kind": "browser", "made_at": now.isoformat(), "revision": revision()}
    whole = data | {"tables": {one.label: _as_objects(one) for one in tables}}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _table(one: Held, fields: dict[str, PersonalField]) -> Table:
    return Table(
        label=one.label,
        title=str(one.data.title),
        fields=list(fields),
        titles=[str(field.title) for field in fields.values()],
        origins=[str(field.origin.value) for field in fields.values()],
        rows=[[_value(row, name) for name in fields] for row in one.rows.iterator(chunk_size=1000)],
    )


def _value(row: Model, name: str) -> Any:
    """Return a field as it is held, codes as words (LAW D-14)."""
    field = row._meta.get_field(name)
    if field.many_to_many:
        return [str(one) for one in getattr(row, name).all()]
    value = getattr(row, getattr(field, "attname", name))
    if isinstance(value, list) and (words := dict(getattr(getattr(field, "base_field", None), "choices", None) or ())):
        return [str(words.get(one, one)) for one in value]
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value


def _as_objects(table: Table) -> dict[str, Any]:
    return {"title": table.title, "rows": [dict(zip(table.fields, row, strict=True)) for row in table.rows]}


def _schema(tables: list[Table]) -> dict[str, Any]:
    """Describe the fields, for whoever reads the file by machine (Art. 20)."""
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
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.fields)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """Return a value for a spreadsheet; what would run as a formula there is quoted. ``data.json`` is verbatim."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = (
        json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    )
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.match(text) else text


def readable(value: Any) -> str:
    """Return a value as people read it, in the active language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return (
        json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    )


def _zip(about: dict[str, Any], files: dict[str, str], now: datetime) -> bytes:
    content = {name: text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8") for name, text in files.items()}
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
