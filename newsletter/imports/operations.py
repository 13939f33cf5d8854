"""Bring a list along: upload, plan, take over in batches that are whole or not there at all."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from newsletter.imports.batches import apply_batch
from newsletter.imports.columns import Column
from newsletter.imports.enums import FAULTS, Basis, ImportState
from newsletter.imports.errors import ImportNotWaiting, UnreadableList
from newsletter.imports.models import ListImport
from newsletter.imports.planning import ListTerms, PlannedRow, plan
from newsletter.imports.queries import expected
from newsletter.imports.reading import read_files, rows_of
from newsletter.subscriptions.operations import STREAM
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE
from privacy.retention.queries import retention_end
from privacy.runs.interrupted import closes
from privacy.runs.liveness import at_work, is_at_work

BATCH = 500  # rows in one transaction: as many people wait while it runs
_SAMPLE = 20
_RUN = ListImport._meta.label_lower
_BEGUN = (ImportState.RUNNING, ImportState.INTERRUPTED, ImportState.DONE)
_RULE = "newsletter.pending"  # a file that nobody takes over is a list of people who have not confirmed here


def upload(
    *,
    content: bytes,
    basis: Basis,
    consent_text: str = "",
    source: str = "",
    language: str,
    by: AbstractBaseUser | None,
    now: datetime,
) -> ListImport:
    """Keep a file until its rows are taken over, a week at the most. Nothing is done with anybody in it."""
    return ListImport.objects.create(
        uploaded_at=now,
        uploaded_by_id=by.pk if by else None,
        sha256=hashlib.sha256(content).hexdigest(),
        content=zlib.compress(content),
        basis=basis,
        consent_text=consent_text.strip(),
        source=source.strip(),
        language=language,
        retain_until=retention_end(_RULE, now),
    )


def read(*, import_id: UUID) -> ListImport:
    """Work out what would become of each row, for the page that staff look at. Writes nothing about anybody."""
    row = ListImport.objects.get(pk=import_id)
    if row.state not in (ImportState.READING, ImportState.READY) or row.content is None:
        raise ImportNotWaiting
    try:
        planned = plan(_content(row), _terms(row))
    except UnreadableList:
        row.state, row.content = ImportState.UNREADABLE, None
        row.save(update_fields=["state", "content"])
        return row
    fates = expected(planned.rows)
    row.rows, row.state = len(planned.rows), ImportState.READY
    row.counts = dict(Counter(fate.value for fate in fates))
    row.faults = [
        [entry.place, entry.fate.value, entry.fault.value if entry.fault else ""]
        for entry in planned.rows
        if entry.fate in FAULTS
    ]
    row.sample = [[entry.place, fate.value] for entry, fate in zip(planned.rows[:_SAMPLE], fates, strict=False)]
    row.unused_columns = planned.unused
    row.save()
    return row


def take_over(*, import_id: UUID, by: AbstractBaseUser | None, now: datetime) -> None:
    """Begin, or go on after a process was killed, to take a list over. Raises ``ImportNotWaiting``."""
    with transaction.atomic():
        row = ListImport.objects.select_for_update().get(pk=import_id)
        if row.state in (ImportState.RUNNING, ImportState.INTERRUPTED):
            return
        if row.state != ImportState.READY or row.content is None:
            raise ImportNotWaiting
        row.state = ImportState.RUNNING
        row.save(update_fields=["state"])
        facts: journal.Facts = {
            "import": row.pk, "file_sha256": row.sha256, "basis": row.basis, "rows": row.rows,
            "staff": by.pk if by else None,
        }  # fmt: skip
        journal.append(stream=STREAM, event="newsletter.import_begun", facts=facts, now=now)


def remaining(row: ListImport) -> list[PlannedRow]:
    """Return the rows that have not been taken over. The file alone decides them: they are the same each time."""
    if row.state != ImportState.RUNNING or row.content is None:
        raise ImportNotWaiting
    return plan(_content(row), _terms(row)).rows[row.done_rows :]


def take_over_rows(*, import_id: UUID, clock: Callable[[], datetime]) -> Iterator[ListImport]:
    """Take over all rows that are left, and end the import; yield it after each batch."""
    with at_work(_RUN, import_id):
        row = _go_on(import_id)
        rows, before = remaining(row), row.done_rows
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            yield take_over_batch(import_id=import_id, rows=some, after=before + start, now=clock())
        yield finish(import_id=import_id, now=clock())


@closes(ListImport, field="state", running=ImportState.RUNNING)
@transaction.atomic
def close_interrupted(*, run_id: UUID, now: datetime) -> None:
    """Say of an import whose process was stopped that it was: what is left waits until somebody goes on."""
    row = ListImport.objects.select_for_update().filter(pk=run_id, state=ImportState.RUNNING).first()
    # Whoever goes on holds the lock before it asks for the row.
    if row is None or is_at_work(_RUN, run_id):
        return
    row.state = ImportState.INTERRUPTED
    row.save(update_fields=["state"])
    facts: journal.Facts = {"import": row.pk, "rows": row.done_rows}
    journal.append(stream=STREAM, event="newsletter.import_interrupted", facts=facts, now=now)


def take_over_batch(*, import_id: UUID, rows: Sequence[PlannedRow], after: int, now: datetime) -> ListImport:
    """Take over the rows after the number ``after`` in one transaction: a process that is killed leaves all or none."""
    with transaction.atomic():
        row = ListImport.objects.select_for_update().get(pk=import_id)
        if row.state != ImportState.RUNNING or row.done_rows != after:
            raise ImportNotWaiting
        counts = apply_batch(rows, row, now)
        row.results = dict(Counter(row.results) + counts)
        row.done_rows += len(rows)
        row.save(update_fields=["results", "done_rows"])
    return row


@transaction.atomic
def finish(*, import_id: UUID, now: datetime) -> ListImport:
    """End an import whose rows are all taken over, and delete its file."""
    row = ListImport.objects.select_for_update().get(pk=import_id)
    if row.state == ImportState.RUNNING and row.done_rows == row.rows:
        row.state, row.content, row.sample = ImportState.DONE, None, []
        row.save(update_fields=["state", "content", "sample"])
        facts: dict[str, journal.Fact | list[journal.Fact]] = {"import": row.pk, **row.results}
        journal.append(stream=STREAM, event="newsletter.import_done", facts=facts, now=now)
    return row


def first_addresses(row: ListImport) -> dict[str, str]:
    """Return the addresses in the first rows of a file by their place, for staff to see whether it was read rightly."""
    if row.content is None:
        return {}
    files = read_files(_content(row))
    columns, lines = rows_of(files[0], is_alone=len(files) == 1)
    return {line.place: " ".join(columns.values(Column.ADDRESS, line.cells)[:1]) for line in islice(lines, _SAMPLE)}


@transaction.atomic
def discard(*, import_id: UUID) -> None:
    """Delete a file that is not taken over, and all that is known of it."""
    ListImport.objects.filter(pk=import_id).exclude(state__in=_BEGUN).delete()


@transaction.atomic
def _go_on(import_id: UUID) -> ListImport:
    row: ListImport = ListImport.objects.select_for_update().get(pk=import_id)
    if row.state == ImportState.INTERRUPTED:
        row.state = ImportState.RUNNING
        row.save(update_fields=["state"])
    return row


def _content(row: ListImport) -> bytes:
    return zlib.decompress(bytes(row.content or b""))


def _terms(row: ListImport) -> ListTerms:
    return ListTerms(
        basis=Basis(row.basis),
        source=row.source,
        language=row.language,
        languages=tuple(code for code, _name in settings.LANGUAGES),
        # The rows must be the same each time that the file is read.
        now=row.uploaded_at,
        zone=PLACE,
    )
