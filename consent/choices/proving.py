"""Checking a consent record against the journal."""

import json
from dataclasses import dataclass
from datetime import datetime

from consent.choices import sealing
from consent.choices.models import ConsentRecord
from privacy.journal.models import JournalEntry
from privacy.journal.operations import is_unchanged


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The journal entries of a consent, its hash as computed now, and whether they agree."""

    sha256: str
    entries: tuple[JournalEntry, ...]
    is_sealed: bool
    holds: bool


def prove(*, record: ConsentRecord, now: datetime) -> Proof:
    """Seal the pending records, read the record's entries and recompute every hash."""
    sealing.seal(now)
    record.refresh_from_db()
    numbers = [seq for seq in (record.given_seq, record.ended_seq) if seq]
    entries = tuple(JournalEntry.objects.filter(stream=sealing.STREAM, seq__in=numbers).order_by("seq"))
    sha256 = sealing.digest(record)
    given = next((entry for entry in entries if entry.seq == record.given_seq), None)
    facts = json.loads(given.facts) if given else {}
    return Proof(
        sha256=sha256,
        entries=entries,
        is_sealed=bool(numbers),
        holds=bool(
            given
            and len(entries) == len(numbers)
            and (facts.get("record"), facts.get("sha256", sha256)) == (str(record.pk), sha256)
            and all(is_unchanged(entry) and _follows(entry) for entry in entries)
        ),
    )


def _follows(entry: JournalEntry) -> bool:
    before = JournalEntry.objects.filter(stream=entry.stream, seq=entry.seq - 1).values_list("hash", flat=True).first()
    return entry.previous == (before or "0" * 64)
