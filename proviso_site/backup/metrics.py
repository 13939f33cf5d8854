"""Gauges of backups."""

from datetime import datetime

from privacy.metrics import gauge, seconds_since
from proviso_site.backup import records


@gauge("backup_seconds", "Seconds since the last good backup.")
def backup_age(now: datetime) -> float | None:
    made = records.last_good(records.MADE)
    return seconds_since(made.at if made else None, now)


@gauge("drill_seconds", "Seconds since a backup was last restored on trial.")
def drill_age(now: datetime) -> float | None:
    drilled = records.last(records.DRILLED)
    return seconds_since(drilled.at if drilled else None, now)
