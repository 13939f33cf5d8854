"""Write a person's file: a zip with the same data as JSON, CSV and HTML, row by row."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import IO, Any, Protocol, cast

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime

from dsar.cases.copies import cover
from dsar.cases.copies.information import sheet
from dsar.cases.copies.marks import Marks
from dsar.cases.copies.tables import Copied, Table, also_copied, as_json, copied
from dsar.cases.enums import Right
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import people
from privacy.inventory.declarations import title_of
from privacy.inventory.people import Who
from privacy.register import in_force

SCHEMA = "proviso-export/2"
MOST_SHOWN = 500  # rows of a table on the page; a browser shows no hundred thousand


class Writable(Protocol):
    """What is only written, from its beginning to its end."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


@dataclass
class _Package:
    """A zip that is written from its first byte to its last, and lists what is in it."""

    zip: zipfile.ZipFile
    now: datetime
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, parts: Iterable[bytes]) -> str:
        """Add a file; return its hash."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(self._entry(name), "w") as file:
            for part in parts:
                digest.update(part)
                size += len(part)
                file.write(part)
        self.listed.append({"name": name, "bytes": size, "sha256": digest.hexdigest()})
        return digest.hexdigest()

    def add_table(self, table: Copied) -> None:
        self.add(f"csv/{table.label}.csv", table.csv())
        for attached in table.files():
            sha256 = self.add(attached, attached.parts())
            if table.watch is not None:
                table.watch.file(attached, sha256)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, date_time=localtime(self.now).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry


def build(*, address: Who, right: Right, reference: str, language: str, now: datetime) -> bytes:
    """Return the whole file, for one that is small."""
    out = io.BytesIO()
    write(out, address=address, right=right, reference=reference, language=language, now=now)
    return out.getvalue()


def write(
    target: Writable,
    *,
    address: Who,
    right: Right,
    reference: str,
    language: str,
    now: datetime,
    asked_at: datetime | None = None,
    left_out: Mapping[str, str] | None = None,
    further: Iterable[PersonalRows] = (),
    marks: Marks | None = None,
    watched: Callable[[Copied], Copied] = lambda table: table,
) -> None:
    """Write a copy, a portable copy (without inferred data, LAW D-27) or the information alone to ``target``.

    ``left_out``: kinds of data that cannot be read now, each with the reason that the file gives. ``further`` are rows
    that no address leads to, ``marks`` what staff leave out of values; ``watched`` has a table looked at while it is
    read.
    The file is written from beginning to end, in memory that does not grow with the rows.
    Raises ``SourceFailed`` and ``RedactionLost``.
    """
    with translation.override(language), zipfile.ZipFile(cast("IO[bytes]", target), "w", zipfile.ZIP_DEFLATED) as file:
        package = _Package(zip=file, now=now)
        missing, whose = left_out or {}, ", ".join(people.each(address))
        found = chain(copied(address, right, missing, marks), also_copied(further, right, marks))
        tables = [] if right == Right.INFORMATION else [*map(watched, found)]
        information = None if right == Right.PORTABILITY else sheet(personal_rows.counts(address), now)
        about = _about(right, reference, language, now) | _left_out(tables, missing, marks or Marks())
        page = {
            "about": about,
            "address": whose,
            "information": information,
            "now": now,
            "tables": [table.table(MOST_SHOWN) for table in tables],
        }
        opening = cover.text(page, asked_at=asked_at)
        package.add("cover-letter.pdf", [cover.letter(opening, page)])
        package.add("index.html", [render_to_string("dsar/export/index.html", page | {"cover": opening}).encode()])
        package.add("data.json", _data(about | {"address": whose}, tables, information))
        package.add("schema.json", [_pretty(_schema(tables))])
        for table in tables:
            package.add_table(table)
        package.add("manifest.json", [_pretty(about | {"files": package.listed})])


def _about(right: Right, reference: str, language: str, now: datetime) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": str(right),
        "request": reference,
        "language": language,
        "made_at": now.isoformat(),
        "revision": revision(),
    }


def _left_out(tables: list[Copied], missing: Mapping[str, str], marks: Marks) -> dict[str, Any]:
    return {
        "missing": [
            {"table": label, "title": str(title_of(label)), "reason": reason} for label, reason in missing.items()
        ],
        "masked": cover.masks(tables),
        "redactions": cover.redactions(tables, marks, missing),
    }


def texts(content: bytes) -> dict[str, str]:
    """Return what is written in a copy, by name of file; without the PDF and without files that were brought along."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if not name.startswith("files/") and not name.endswith(".pdf")]
        return {name: file.read(name).decode("utf-8-sig") for name in names}


def revision() -> int | None:
    """Return the revision number of the policy in force."""
    snapshot = in_force.current()
    return snapshot.number if snapshot else None


def browser_copy(tables: list[Table], now: datetime) -> str:
    """Return the rows that a browser leads to as JSON."""
    about = {"schema": SCHEMA, "kind": "browser", "made_at": now.isoformat(), "revision": revision()}
    data = {
        table.label: {"title": table.title, "rows": [dict(zip(table.fields, row, strict=True)) for row in table.rows]}
        for table in tables
    }
    return as_json(about | {"tables": data}).decode()


def _data(about: dict[str, Any], tables: list[Copied], information: dict[str, Any] | None) -> Iterator[bytes]:
    """Yield one document of JSON, in which each row is a line."""
    yield as_json(about).removesuffix(b"}")
    if information is not None:
        yield b',\n"information": ' + as_json(information)
    yield b',\n"tables": {'
    for number, table in enumerate(tables):
        yield b"," if number else b""
        yield b"\n" + as_json(table.label) + b': {"title": ' + as_json(table.title) + b', "rows": ['
        for place, line in enumerate(table.lines()):
            yield (b",\n" if place else b"\n") + line
        yield b"\n]}"
    yield b"\n}}\n"


def _schema(tables: list[Copied]) -> dict[str, Any]:
    """Describe the fields for programs that read the file (Art. 20)."""
    return {"schema": SCHEMA, "tables": {table.label: table.described() for table in tables}}


def _pretty(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
