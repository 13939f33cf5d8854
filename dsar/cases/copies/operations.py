"""Make a person's file: the steps of an export job."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from dsar.cases import deciding
from dsar.cases.browser_records import attached
from dsar.cases.copies import archive, redacting, sealing, seen
from dsar.cases.copies.models import Export, ExportKey, ExportPiece
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

READY_LETTER = "dsar.ready"
NOTHING_LETTER = "dsar.nothing"
FETCHED_LETTER = "dsar.fetched"


def make_file(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Write the file, of which only sealed pieces are ever stored. Raises ``NotSeen``.

    Nothing goes out that may be about others and that staff did not see when they approved it.
    """
    left_out = job.result.get("left_out", {})
    whose = addresses_of(Contact.objects.get(case=case))
    Export.objects.filter(case=case).delete()
    key = sealing.new_key()
    export = Export(
        case=case,
        size=0,
        is_empty=redacting.is_empty(case, whose),
        revision=archive.revision(),
        made_at=now,
        expires_at=retention_end("dsar.export", now),
    )
    export.save()
    ExportKey.objects.create(export=export, sealed=key, expires_at=export.expires_at)
    file = sealing.SealedFile(key, partial(_keep, export))
    archive.write(
        file,
        address=whose,
        further=attached(case),
        right=case.which_right,
        reference=case.reference,
        language=case.language,
        now=now,
        asked_at=case.received_at,
        left_out=left_out,
        marks=redacting.marks_of(case),
    )
    # Looked at once the file is written, or what came in meanwhile would be in it.
    seen.require(case, job.plan, left_out)
    export.sha256, export.size = file.close(), file.size
    export.save(update_fields=["sha256", "size"])
    job.result = job.result | {"export": str(export.pk), "bytes": export.size}
    return Step.TELL


def tell(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Close the request and post the letter with the link."""
    deciding.close(case=case, state=State.DONE, event=EventKind.READY, staff=None, now=now)
    if Contact.objects.filter(case=case, is_by_post=True).exists():
        job.result = job.result | {"seen": job.plan}  # what goes on paper is printed later
    job.plan = {}
    # The letter is a row of the same transaction, so a closed request always has it.
    is_empty = Export.objects.filter(case=case, is_empty=True).exists()
    letters.post(kind=NOTHING_LETTER if is_empty else READY_LETTER, object_id=case.pk, now=now)
    facts = {"case": case.pk, "job": job.pk, "bytes": job.result["bytes"]}
    journal.append(stream="dsar", event="dsar.exported", facts=facts, now=now, revision=archive.revision())
    return None


def _keep(export: Export, number: int, sealed: bytes) -> None:
    ExportPiece.objects.create(export=export, number=number, sealed=sealed, expires_at=export.expires_at)


def content(export: Export) -> Iterator[bytes]:
    """Yield the decrypted file piece by piece. Raises ``DamagedFile``."""
    numbers = export.pieces.values_list("number", flat=True)
    # One piece at a time: the connection may not stay in one transaction while somebody downloads.
    pieces = (bytes(export.pieces.get(number=number).sealed) for number in list(numbers))
    return sealing.unsealed(bytes(export.key.sealed), pieces)


def note_download(*, export: Export, now: datetime) -> Iterator[bytes]:
    """Return the decrypted file in pieces; count and note the download, and tell the person by mail."""
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
        deciding.note_event(case=export.case, kind=EventKind.DOWNLOADED, now=now)
        letters.post(kind=FETCHED_LETTER, object_id=export.case_id, now=now)
        journal.append(stream="dsar", event="dsar.downloaded", facts={"case": export.case_id}, now=now)
    return content(export)
