"""Backups and drills when they are due, and the alarm when the last good one is old."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from privacy.conf import privacy_settings
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from proviso_site.backup import making, records
from proviso_site.backup.errors import BackupError
from proviso_site.settings.places import BASE_DIR

ALARM_LETTER = "proviso_site.backup_alarm"


def back_up_when_due(*, now: datetime) -> bool:
    """Make an encrypted backup and delete the old ones, if the last is old enough or lost; tell whether it was made."""
    folder = Path(privacy_settings().backup_folder)
    records.note_loss(folder, now)
    if not records.is_due(records.MADE, records.backup_interval(), now):
        return False
    try:
        making.make_backup(folder=folder, now=now)
        making.prune(folder=folder, days=privacy_settings().backup_days, most=privacy_settings().backup_most, now=now)
    except (BackupError, OSError) as error:
        records.record_failure("backup", error, now)
        return False
    return True


def drill_when_due(*, now: datetime) -> bool:
    """Drill the newest backup, if the last drill is old enough; return whether it went well."""
    if records.last_good(records.MADE) is None or not records.is_due(records.DRILLED, records.drill_interval(), now):
        return False
    # A process of its own: the drill connects it to another database.
    done = subprocess.run([sys.executable, str(BASE_DIR / "manage.py"), "drill"], capture_output=True, check=False)
    return done.returncode == 0


def watch(*, now: datetime) -> None:
    """Tell staff, once for each change, that the last good backup or drill is too old."""
    problems = [problem.value for problem in records.problems(now)]
    before = records.last(records.ALARM)
    if problems == (before.facts["problems"] if before else []):
        return
    with transaction.atomic():
        if problems:
            letters.post(kind=ALARM_LETTER, object_id=uuid4(), now=now)
        journal.append(stream=records.STREAM, event=records.ALARM, facts={"problems": list(problems)}, now=now)
