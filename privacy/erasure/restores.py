"""The restores of this site: from when to when what was written is lost."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from privacy.erasure import restore_guard
from privacy.erasure.ledger_file import ledger_files
from privacy.erasure.restore_guard import LedgerState
from privacy.erasure.revision_numbers import RESTORED
from privacy.journal.models import JournalEntry
from privacy.journal.queries import last_entries

STREAM = "restore"
REPLAYED = "restore.replayed"
LOST = "restore.lost"
_ALWAYS, _NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class RestoreWindow:
    """What was written from the backup until the site opened again is lost; ``ends_at`` is None before it opens."""

    starts_at: datetime
    ends_at: datetime | None

    def contains(self, at: datetime) -> bool:
        """Tell whether a time in whole seconds lies within it."""
        start = self.starts_at.replace(microsecond=0)
        return start <= at and (self.ends_at is None or at < self.ends_at)


def restore_windows() -> tuple[RestoreWindow, ...]:
    """Return the window of every restore, one that is under way included."""
    entries = JournalEntry.objects.filter(stream=STREAM, event=REPLAYED).values_list("at", "facts")
    done = (RestoreWindow(starts_at=_time(json.loads(facts)["backup"]), ends_at=at) for at, facts in entries)
    return (*done, *_under_way())


def last_known_time() -> datetime | None:
    """Return the time of the last entry of the journal: a database that was restored is not older than that."""
    ends = [JournalEntry.objects.get(stream=stream, seq=seq).at for stream, seq, _hash in last_entries(_NEVER)]
    return max(ends, default=None)


def _under_way() -> Iterator[RestoreWindow]:
    # Looked at anew: what the guard remembers may be from before the restore.
    if restore_guard.compare_with_ledger() is not LedgerState.RESTORED:
        return
    further = ledger_files()[0].lines(after=restore_guard.known_end().number)
    backups = [line.facts["backup"] for line in further if line.kind == RESTORED]
    # Without a line somebody restored by other means.
    for backup in backups or [(last_known_time() or _ALWAYS).isoformat()]:
        yield RestoreWindow(starts_at=_time(backup), ends_at=None)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text) if text else _ALWAYS
