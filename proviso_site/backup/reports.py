"""The last loss report, as the journal has it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacy.erasure import losses
from privacy.erasure.restores import LOST, STREAM
from privacy.journal.models import JournalEntry


@dataclass(frozen=True, kw_only=True)
class ReportedLoss:
    """One kind of rows, in the active language."""

    title: str
    count: int
    taken: int
    references: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoredReport:
    """A loss report: when, of which backup, and what was newer than it."""

    entry_id: int
    at: datetime
    backup: str
    losses: tuple[ReportedLoss, ...]
    unreadable: tuple[str, ...]


def last_report() -> StoredReport | None:
    """Return the report of the last restore; None before the first."""
    entry = JournalEntry.objects.filter(stream=STREAM, event=LOST).order_by("-seq").first()
    if entry is None:
        return None
    facts = json.loads(entry.facts)
    return StoredReport(
        entry_id=entry.pk,
        at=entry.at,
        backup=facts["backup"],
        losses=tuple(_read(facts, name) for name in losses.kinds if name in facts),
        unreadable=tuple(str(losses.kinds[name][1].title) for name in facts["unreadable"] if name in losses.kinds),
    )


def _read(facts: dict[str, Any], name: str) -> ReportedLoss:
    return ReportedLoss(
        title=str(losses.kinds[name][1].title),
        count=facts[name],
        taken=facts[f"{name}.taken"],
        references=tuple(facts.get(f"{name}.named", ())),
    )
