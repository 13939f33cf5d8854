"""What the journal holds of backups and drills: the last good ones, and what went wrong."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from privacy.conf import privacy_settings
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision

STREAM = "backup"
MADE, DRILLED, FAILED, ALARM = "backup.made", "backup.drilled", "backup.failed", "backup.alarm"
LOST = "backup.lost"
_GRACE = timedelta(hours=12)  # a run that failed is tried every hour
_SAME_FAILURE = timedelta(days=1)


class Problem(Enum):
    """What staff are alarmed about; the values go into the journal."""

    NO_BACKUP = "no-recent-backup"
    NO_DRILL = "no-recent-drill"


PROBLEM_WORDS = {
    Problem.NO_BACKUP: gettext_lazy("There is no recent backup"),
    Problem.NO_DRILL: gettext_lazy("It was not tried recently whether the backup can be restored"),
}


@dataclass(frozen=True, kw_only=True)
class BackupRecord:
    """An entry of the journal about backups."""

    at: datetime
    facts: dict[str, Any]


def last(event: str) -> BackupRecord | None:
    """Return the last entry of an event; None if there is none."""
    entry = JournalEntry.objects.filter(stream=STREAM, event=event).order_by("-seq").first()
    return BackupRecord(at=entry.at, facts=json.loads(entry.facts)) if entry else None


def record_backup(path: Path, *, is_encrypted: bool, now: datetime) -> None:
    """Write into the journal that a backup was made."""
    facts: journal.Facts = {"file": path.name, "bytes": path.stat().st_size, "encrypted": is_encrypted}
    journal.append(stream=STREAM, event=MADE, facts=facts, now=now)


def record_drill(path: Path, *, rows: int, lines: int, now: datetime) -> None:
    """Write into the journal that a backup was restored on trial, with its rows and the lines done again."""
    facts: journal.Facts = {"file": path.name, "rows": rows, "lines": lines}
    journal.append(stream=STREAM, event=DRILLED, facts=facts, now=now)


def record_failure(what: str, error: Exception, now: datetime) -> None:
    """Write into the journal that a backup or a drill failed, the same failure once a day."""
    facts = {"what": what, "reason": type(error).__name__}
    before = last(FAILED)
    if before is None or before.facts != facts or before.at < now - _SAME_FAILURE:
        journal.append(stream=STREAM, event=FAILED, facts=facts, now=now)


def note_loss(folder: Path, now: datetime) -> None:
    """Write into the journal that the newest backup is gone from its folder, or has another length than it had."""
    made = last_good(MADE)
    if made is None:
        return
    path = folder / made.facts["file"]
    if not path.is_file() or path.stat().st_size != made.facts["bytes"]:
        journal.append(stream=STREAM, event=LOST, facts={"file": path.name}, now=now)


def last_good(event: str) -> BackupRecord | None:
    """Return the last entry of an event; of a backup none if that was lost since."""
    entries = JournalEntry.objects.filter(stream=STREAM, event__in=(event, LOST) if event == MADE else (event,))
    newest = entries.order_by("-seq").values_list("event", flat=True).first()
    return last(event) if newest == event else None


def is_due(event: str, every: timedelta, now: datetime) -> bool:
    """Tell whether the last good backup or drill is so old that the next is due."""
    before = last_good(event)
    return before is None or before.at <= now - every


def backup_interval() -> timedelta:
    return timedelta(hours=privacy_settings().backup_every_hours)


def drill_interval() -> timedelta:
    return timedelta(days=privacy_settings().drill_every_days)


def problems(now: datetime) -> list[Problem]:
    """Return what is wrong: a last good backup or drill that is too old, or lost. A new site has time for its first."""
    wanted = {Problem.NO_BACKUP: (MADE, backup_interval()), Problem.NO_DRILL: (DRILLED, drill_interval())}
    first = Revision.objects.order_by("number").values_list("published_at", flat=True).first() or now
    problems = []
    for problem, (event, every) in wanted.items():
        before = last_good(event)
        is_lost = before is None and last(event) is not None
        if is_lost or (before.at if before else first) < now - every - _GRACE:
            problems.append(problem)
    return problems
