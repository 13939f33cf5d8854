"""Export the record of processing activities as a file, made on request and not stored."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import translation

from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.record.pdf import record_pdf
from privacy.record.queries import Record, record
from privacy.record.sheets import record_workbook
from privacy.register.operations import freeze


class RecordFormat(StrEnum):
    """File formats of the record of processing activities."""

    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    RecordFormat.JSON: "application/json",
    RecordFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    RecordFormat.PDF: "application/pdf",
}


@dataclass(frozen=True, kw_only=True)
class ExportedRecord:
    """The record of processing activities as a file, with the list of its missing facts."""

    content: bytes
    media_type: str
    name: str
    missing: list[str]


def processing_record(*, now: datetime) -> Record:
    """Return the current record of processing activities, in the active language."""
    return record(register=freeze(now=now), now=now)


@transaction.atomic
def export_record(*, form: RecordFormat, language: str, now: datetime, staff_id: int | None = None) -> ExportedRecord:
    """Return the record of processing activities as a file, with a journal entry of the export (LAW A-05)."""
    with translation.override(language):
        record = processing_record(now=now)
        content = _RECORD_FILES[form](record)
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "format": str(form),
        "language": language,
        "activities": len(record.activities),
        "missing": len(record.missing),
        "sha256": hashlib.sha256(content).hexdigest(),
        "staff": staff_id,
    }
    journal.append(stream="register", event="record.exported", facts=facts, now=now, revision=record.revision)
    name = f"processing-record-{local_date(now).isoformat()}-{language}.{form}"
    return ExportedRecord(content=content, media_type=form.media_type, name=name, missing=record.missing)


def _record_json(record: Record) -> bytes:
    return (json.dumps(record.as_json(), ensure_ascii=False, indent=2, default=str) + "\n").encode()


_RECORD_FILES: dict[RecordFormat, Callable[[Record], bytes]] = {
    RecordFormat.JSON: _record_json,
    RecordFormat.XLSX: record_workbook,
    RecordFormat.PDF: record_pdf,
}
