"""What lies in the folder of backups, held against what the policy says of them (LAW D-24)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from privacy.conf import privacy_settings
from privacy.law.deadlines import Period
from privacy.register.frozen.rows import RetentionRule
from privacy.register.promises.phrases import few
from privacy.register.promises.phrases import gettext as _

RULE = "backup.copy"  # of the register
HALF_MADE = (".making-", ".opening-")  # folders that a program which was killed left behind, database and all
# Backups are deleted when the next is made, and the next may be made once a day.
GRACE = timedelta(days=1)
_NAME = re.compile(r"backup-(\d{8}T\d{6}Z)\.tar(\.age)?")


def faults(rules: Iterable[RetentionRule], now: datetime) -> Iterator[str]:
    """Yield, in the active language, each way in which backups outlive what the policy with these rules says."""
    folder = Path(privacy_settings().backup_folder)
    rule = next((candidate for candidate in rules if candidate.key == RULE), None)
    if rule is None:
        if any(made(folder)):
            yield _("There are backups, and the policy does not say how long they are kept (%(rule)s).") % {
                "rule": RULE
            }
        return
    period = Period(days=rule.days, months=rule.months, months_after_year=rule.months_after_year)
    if now + timedelta(days=privacy_settings().backup_days) > period.end(now):
        words = _("Backups are kept for %(days)s days (BACKUP_DAYS), which is longer than the policy says.")
        yield words % {"days": privacy_settings().backup_days}
    ours = dict(made(folder))
    late = [path.name for path, at in ours.items() if period.end(at) < now - GRACE]
    late += [path.name for path, at in _others(folder) if path not in ours and period.end(at) < now - GRACE]
    if late := sorted({*late, *(path.name for path in half_made(folder, now - GRACE))}):
        yield _("Backups that are older than the policy says: %(names)s.") % {"names": few(late)}


def made(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Yield each backup of ours with the time that its name tells, the oldest first."""
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        if match := _NAME.fullmatch(path.name):
            try:
                at = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue
            yield path, at


def _others(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Yield whatever somebody put beside our backups, as old as its last change: most likely copies of the same."""
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(HALF_MADE):
            yield path, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def half_made(folder: Path, before: datetime) -> list[Path]:
    """Return what nobody has written to since ``before`` and nobody will finish."""
    paths = sorted(folder.iterdir()) if folder.exists() else []
    return [path for path in paths if path.name.startswith(HALF_MADE) and path.stat().st_mtime < before.timestamp()]
