"""Log files: rotated every day, deleted when their oldest line is too old, and searched for addresses."""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from shutil import copyfileobj

from django.conf import settings

from privacy.law.deadlines import local_date
from privacy.retention.models import RetentionRule
from proviso_site.logs.reading import Reader, first_day

logger = logging.getLogger(__name__)

RULE = "site.log"  # key of the retention rule in the register

_ROTATED = re.compile(r"(?P<name>.+)-(?P<day>\d{4}-\d{2}-\d{2})\.log")
_LINES_SEARCHED = 200
MOST_BYTES = 500_000_000  # of all log files together, when LOG_MOST_BYTES is not set


@dataclass(frozen=True, kw_only=True)
class LogProblem:
    """A log file and its problem, without content of the file."""

    file: str
    problem: str


def days_kept() -> int:
    """Return how many days a line is kept: by the retention rule or by ``LOG_DAYS``, whichever is less."""
    days = RetentionRule.objects.filter(key=RULE).values_list("days", flat=True).first()
    return min(settings.LOG_DAYS, days or settings.LOG_DAYS)


def enforce(*, folder: Path, days: int, today: date, most_bytes: int = MOST_BYTES) -> list[str]:
    """Rotate the files begun before ``today``, and delete those with lines ``days`` days old; return the deleted names.

    The oldest also go when all files together exceed ``most_bytes``. May be repeated, and may run while the files are
    written to.
    """
    for file in _current_files(folder):
        began = _first_day(file)
        if file.stat().st_size and (began is None or began < today):
            _rotate(file, began or today)
    deleted = []
    for file in _rotated_files(folder):
        if _named_day(file) <= today - timedelta(days=days):
            file.unlink(missing_ok=True)
            deleted.append(file.name)
    if deleted:
        logger.info("%d log files deleted after %d days", len(deleted), days)
    if crowded := _make_room(folder, most_bytes):
        logger.warning("%d log files deleted or emptied: all together had more than %d bytes", len(crowded), most_bytes)
    return deleted + crowded


def _make_room(folder: Path, most_bytes: int) -> list[str]:
    """Delete the oldest rotated files, then empty the largest current ones, until the rest fits."""
    sizes = {file: file.stat().st_size for file in _all_files(folder)}
    total, crowded = sum(sizes.values()), list[str]()
    candidates = sorted(_rotated_files(folder), key=_named_day)
    candidates += sorted(_current_files(folder), key=lambda file: -sizes.get(file, 0))
    for file in candidates:
        if total <= most_bytes:
            break
        if _named_day_or_none(file):
            file.unlink(missing_ok=True)
        else:
            with file.open("r+b") as emptied:
                emptied.truncate(0)
        total -= sizes.get(file, 0)
        crowded.append(file.name)
    return crowded


@dataclass(frozen=True, kw_only=True)
class LogReport:
    """The result of ``inspect``; ``oldest`` is None if no file has content."""

    oldest: date | None
    problems: tuple[LogProblem, ...]


def inspect(folder: Path, *, days: int, now: datetime, reader: Reader | None = None) -> LogReport:
    """Search every file below the folder, of any name or compressed, for old lines and whole addresses.

    The age of a file without dates is that of its last change. ``reader`` remembers what was read before.
    """
    reader, today = reader or Reader(now=now), local_date(now)
    oldest, problems = list[date](), list[LogProblem]()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            content = reader.search(file)
        except (OSError, EOFError) as error:
            problems.append(LogProblem(file=file.name, problem=type(error).__name__))
            continue
        if file.stat().st_size:
            changed_on = local_date(datetime.fromtimestamp(file.stat().st_mtime, UTC))
            day = content.earliest or _named_day_or_none(file) or changed_on
            oldest.append(day)
            if day < today - timedelta(days=days):
                problems.append(LogProblem(file=file.name, problem=day.isoformat()))
        problems += [LogProblem(file=file.name, problem=address) for address in sorted(content.addresses)]
    return LogReport(oldest=min(oldest, default=None), problems=tuple(problems))


def _all_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.log")) if folder.is_dir() else []


def _rotated_files(folder: Path) -> list[Path]:
    return [file for file in _all_files(folder) if _ROTATED.fullmatch(file.name)]


def _current_files(folder: Path) -> list[Path]:
    return [file for file in _all_files(folder) if not _ROTATED.fullmatch(file.name)]


def _named_day_or_none(file: Path) -> date | None:
    match = _ROTATED.fullmatch(file.name)
    return date.fromisoformat(match["day"]) if match else None


def _named_day(file: Path) -> date:
    return _named_day_or_none(file) or date.max


def _first_day(file: Path) -> date | None:
    """Return the date of the first line that has one, None if the first lines have none."""
    with file.open("rb") as lines:
        return first_day(islice(lines, _LINES_SEARCHED))


def _rotate(file: Path, began: date) -> None:
    # The programs keep their files open and append, so a file is copied and then emptied in place. A line written
    # between the two may be lost, which is acceptable for an access log: evidence is kept in the journal.
    target = file.with_name(f"{file.stem}-{began.isoformat()}.log")
    with file.open("rb") as source, target.open("ab") as copy:
        copyfileobj(source, copy)
        # Lines may have been added during the first copy.
        copyfileobj(source, copy)
    target.chmod(0o600)
    with file.open("r+b") as emptied:
        emptied.truncate(0)
