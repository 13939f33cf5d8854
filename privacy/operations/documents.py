"""Files made of the register: those of a revision are made once, kept, and never changed; the record when asked for."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction
from django.utils import translation

from privacy.deadlines import local_date
from privacy.documents.linked_data import register_json
from privacy.documents.policy import policy_pdf
from privacy.documents.record import record_pdf
from privacy.documents.sheets import record_workbook
from privacy.models import DocumentName, Revision, RevisionDocument, RevisionText
from privacy.operations import journal, register
from privacy.queries.record import Record, record


def keep_policy_pdf(*, text: RevisionText) -> RevisionDocument:
    """Return the PDF of a published text; the first who asks for it has it made."""
    found = _kept(text.revision_id, DocumentName.POLICY, text.language)
    return found or _make(text.revision_id, DocumentName.POLICY, text.language, lambda: policy_pdf(text))


def keep_register_json(*, revision: Revision) -> RevisionDocument:
    """Return a revision's register as JSON-LD; the first who asks for it has it made."""
    found = _kept(revision.number, DocumentName.REGISTER, "")
    return found or _make(revision.number, DocumentName.REGISTER, "", lambda: register_json(revision))


def _kept(number: int, name: DocumentName, language: str) -> RevisionDocument | None:
    return RevisionDocument.objects.filter(revision=number, name=name, language=language).first()


@transaction.atomic
def _make(number: int, name: DocumentName, language: str, content: Callable[[], bytes]) -> RevisionDocument:
    """Make a document, once however many ask at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(730103, hashtext(%s))", [f"{number} {name} {language}"])
    if (found := _kept(number, name, language)) is not None:
        return found
    made = content()
    return RevisionDocument.objects.create(
        revision_id=number, name=name, language=language, content=made, sha256=hashlib.sha256(made).hexdigest()
    )


class RecordFormat(StrEnum):
    """How the record of processing activities can be had."""

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
    """The record of processing activities as a file, and what is missing in it."""

    content: bytes
    media_type: str
    name: str
    missing: list[str]


def processing_record(*, now: datetime) -> Record:
    """Return the record of processing activities as it stands, in the active language."""
    return record(content=register.freeze(), now=now)


@transaction.atomic
def export_record(*, form: RecordFormat, language: str, now: datetime, staff_id: int | None = None) -> ExportedRecord:
    """Return the record of processing activities as a file, and say in the journal that it was made (LAW A-05)."""
    with translation.override(language):
        found = processing_record(now=now)
        content = _RECORD_FILES[form](found)
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "format": str(form),
        "language": language,
        "activities": len(found.activities),
        "missing": len(found.missing),
        "sha256": hashlib.sha256(content).hexdigest(),
        "staff": staff_id,
    }
    journal.append(stream="register", event="record.exported", facts=facts, now=now, revision=found.revision)
    name = f"processing-record-{local_date(now).isoformat()}-{language}.{form}"
    return ExportedRecord(content=content, media_type=form.media_type, name=name, missing=found.missing)


def _record_json(found: Record) -> bytes:
    return (json.dumps(found.as_json(), ensure_ascii=False, indent=2, default=str) + "\n").encode()


_RECORD_FILES: dict[RecordFormat, Callable[[Record], bytes]] = {
    RecordFormat.JSON: _record_json,
    RecordFormat.XLSX: record_workbook,
    RecordFormat.PDF: record_pdf,
}
