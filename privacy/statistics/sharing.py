"""Sharing of anonymous tables with partners, under an agreement and recorded in the journal (LAW P25)."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.documents.spreadsheets import csv_text, safe_text
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.journal.operations import Fact
from privacy.law.deadlines import local_date
from privacy.statistics import anonymity
from privacy.statistics.anonymity import Dataset
from privacy.statistics.errors import NotAnonymous
from privacy.statistics.models import PartnerAgreement, SharedFile

MOST_BYTES = 1_000_000
_AT_ONCE = 5  # files in memory, of up to a megabyte each


def share(*, agreement: PartnerAgreement, dataset: str, data: Dataset, staff_id: int, now: datetime) -> SharedFile:
    """Store a table as a file for a partner, and record it in the journal.

    Raises ``NotAnonymous`` with every reason; the refused attempt is recorded too.
    """
    data = _as_written(data)
    with transaction.atomic():
        # Two requests at the same time must not each pass with half of a revealing difference.
        PartnerAgreement.objects.select_for_update().get(pk=agreement.pk)
        reasons = refusals(agreement, data, now)
        facts: dict[str, Fact | list[Fact]] = {
            "agreement": agreement.pk,
            "dataset": dataset,
            "staff": staff_id,
            "rows": len(data.rows),
        }
        if reasons:
            journal.append(stream="sharing", event="sharing.refused", facts=facts | {"reasons": len(reasons)}, now=now)
        else:
            return _write(agreement, dataset, data, facts, now)
    raise NotAnonymous(reasons)


def refusals(agreement: PartnerAgreement, data: Dataset, now: datetime) -> list[str]:
    """Return the reasons against sharing this table under this agreement, in the active language."""
    data = _as_written(data)
    reasons = [] if agreement.is_in_force(local_date(now)) else [_("The agreement is not in force today.")]
    own = anonymity.refusals(data, limit=privacy_settings().smallest_shared)
    if not own:
        # Only tables of the same counts can be subtracted from each other.
        for earlier in SharedFile.objects.filter(counted=data.counted).iterator(chunk_size=_AT_ONCE):
            own += anonymity.difference_refusals(data, as_dataset(earlier), limit=privacy_settings().smallest_shared)
    return list(dict.fromkeys(reasons + own))


def read_csv(text: str, counted: str) -> Dataset:
    """Return a CSV file as a dataset; its first row names the columns."""
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    head = tuple(name.strip() for name in rows[0]) if rows else ()
    return Dataset(columns=head, counted=counted, rows=tuple(rows[1:]))


def as_dataset(file: SharedFile) -> Dataset:
    """Return the dataset of a shared file."""
    return read_csv(file.content, file.counted)


def shared_file_faults() -> Iterator[str]:
    """Yield a sentence for each file that differs from the journal or would not pass the gate today."""
    entries = JournalEntry.objects.filter(stream="sharing", event="sharing.shared")
    hashes: dict[str, str] = {
        facts["file"]: facts["sha256"] for facts in (json.loads(entry.facts) for entry in entries)
    }
    missing = set(hashes)
    for file in SharedFile.objects.iterator(chunk_size=_AT_ONCE):
        key = str(file.pk)
        missing.discard(key)
        digest = hashlib.sha256(file.content.encode()).hexdigest()
        if key not in hashes:
            yield _("%(file)s left without the gate") % {"file": key}
        elif digest != hashes[key] or file.sha256 != hashes[key]:
            yield _("%(file)s is not what left") % {"file": key}
        elif anonymity.refusals(as_dataset(file), limit=privacy_settings().smallest_shared):
            yield _("%(file)s is not anonymous") % {"file": key}
    yield from (_("%(file)s is gone") % {"file": key} for key in sorted(missing))


def _as_written(data: Dataset) -> Dataset:
    """Return the dataset as its file would hold it."""
    # Compared as it was typed, a value with an apostrophe in front would differ from the same value in an earlier file.
    rows = tuple(tuple(map(safe_text, row)) for row in data.rows)
    return Dataset(columns=tuple(map(safe_text, data.columns)), counted=safe_text(data.counted), rows=rows)


def _write(
    agreement: PartnerAgreement, dataset: str, data: Dataset, facts: dict[str, Fact | list[Fact]], now: datetime
) -> SharedFile:
    content = csv_text([data.columns, *data.rows], line_end="\n")
    file = SharedFile.objects.create(
        agreement=agreement,
        dataset=dataset,
        counted=data.counted,
        columns=list(data.columns),
        rows=len(data.rows),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        content=content,
        shared_at=now,
    )
    columns: list[Fact] = list(data.columns)
    facts |= {"file": file.pk, "columns": columns, "sha256": file.sha256}
    journal.append(stream="sharing", event="sharing.shared", facts=facts, now=now)
    return file
