"""Make a person's file: the steps of an export job."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.copies import archive, sealing
from dsar.copies.models import Export
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

READY_LETTER = "dsar.ready"
FETCHED_LETTER = "dsar.fetched"


def make_file(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Build the file and store it, encrypted only."""
    contact = Contact.objects.get(case=case)
    content = archive.build(
        address=contact.email, right=case.which_right, reference=case.reference, language=case.language, now=now
    )
    Export.objects.filter(case=case).delete()
    export = Export.objects.create(
        case=case,
        sealed=sealing.seal(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        revision=archive.revision(),
        made_at=now,
        expires_at=retention_end("dsar.export", now),
    )
    job.result = {"export": str(export.pk), "bytes": export.size}
    return Step.TELL


def tell(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Close the request and post the letter with the link."""
    deciding.close(case=case, state=State.DONE, event=EventKind.READY, staff=None, now=now)
    # The letter is a row of the same transaction, so a closed request always has it.
    letters.post(kind=READY_LETTER, object_id=case.pk, now=now)
    facts = {"case": case.pk, "job": job.pk, "bytes": job.result["bytes"]}
    journal.append(stream="dsar", event="dsar.exported", facts=facts, now=now, revision=archive.revision())
    return None


def note_download(*, export: Export, now: datetime) -> bytes:
    """Return the decrypted file; count the download, note it in the request's history and tell the person by mail."""
    content = sealing.unseal(bytes(export.sealed))
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
        deciding.note_event(case=export.case, kind=EventKind.DOWNLOADED, now=now)
        letters.post(kind=FETCHED_LETTER, object_id=export.case_id, now=now)
        journal.append(stream="dsar", event="dsar.downloaded", facts={"case": export.case_id}, now=now)
    return content
