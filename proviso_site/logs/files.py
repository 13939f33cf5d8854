"""Log files: rotated every day, deleted when their oldest line is too old, and searched for addresses."""

import gzip
import ipaddress
import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copyfileobj

from django.conf import settings

from privacy.law.deadlines import local_date
from privacy.retention.models import RetentionRule

logger = logging.getLogger(__name__)

RULE = "site.log"  # key of the retention rule in the register

_DAY = re.compile(rb"\b(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}:\d{2}")
_DAY_IN_WORDS = re.compile(rb"\b(\d{1,2} [A-Z][a-z]{2} \d{4}) \d{2}:\d{2}:\d{2}")  # Valkey's format
_ROTATED = re.compile(r"(?P<name>.+)-(?P<day>\d{4}-\d{2}-\d{2})\.log")
_LINES_SEARCHED = 200

_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![\w:.])")
_MAIL = re.compile(r"[^\s@/:<>\"'*]+@[\w-]+(?:\.[\w-]+)+")
_WORKER = "celery@"  # a Celery worker is named after its machine; that is no address


@dataclass(frozen=True, kw_only=True)
class LogProblem:
    """A log file and its problem, without content of the file."""

    file: str
    problem: str


def days_kept() -> int:
    """Return how many days a line is kept: by the retention rule or by ``LOG_DAYS``, whichever is less."""
    days = RetentionRule.objects.filter(key=RULE).values_list("days", flat=True).first()
    return min(settings.LOG_DAYS, days or settings.LOG_DAYS)


def enforce(*, folder: Path, days: int, today: date) -> list[str]:
    """Rotate the files begun before ``today``, and delete those with lines ``days`` days old; return the deleted names.

    May be repeated, and may run while the files are written to.
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
    return deleted


@dataclass(frozen=True, kw_only=True)
class LogReport:
    """The result of ``inspect``; ``oldest`` is None if no file has content."""

    oldest: date | None
    problems: tuple[LogProblem, ...]


def inspect(folder: Path, *, days: int, today: date) -> LogReport:
    """Search every file below the folder, of any name or compressed, for old lines and whole addresses.

    The age of a file without dates is that of its last change.
    """
    oldest, problems = list[date](), list[LogProblem]()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            day, addresses = _search(file)
        except (OSError, EOFError) as error:
            problems.append(LogProblem(file=file.name, problem=type(error).__name__))
            continue
        if file.stat().st_size:
            day = day or _named_day_or_none(file) or local_date(datetime.fromtimestamp(file.stat().st_mtime, UTC))
            oldest.append(day)
            if day < today - timedelta(days=days):
                problems.append(LogProblem(file=file.name, problem=day.isoformat()))
        problems += [LogProblem(file=file.name, problem=address) for address in sorted(addresses)]
    return LogReport(oldest=min(oldest, default=None), problems=tuple(problems))


def _search(file: Path) -> tuple[date | None, set[str]]:
    """Return the earliest date in a file, and the kinds of address in it."""
    earliest, seen, addresses = None, b"", set[str]()
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as lines:
        for line in lines:
            if address := address_in(line.decode(errors="replace")):
                addresses.add(address)
            match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
            if match and match[1] != seen:
                seen = match[1]
                earliest = min(filter(None, (earliest, _day(seen.decode()))), default=None)
    return earliest, addresses


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[:4].isdigit() else datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        return None


def address_in(line: str) -> str:
    """Return ``IPv4``, ``IPv6`` or ``e-mail`` if the line contains such an address, else an empty string.

    Loopback and unspecified addresses, and networks such as ``198.51.100.0/24``, do not count: they identify nobody.
    """
    if "." in line and any(_is_personal(match.group()) for match in _IPV4.finditer(line)):
        return "IPv4"
    if ":" in line and any(_is_personal(match.group()) for match in _IPV6.finditer(line)):
        return "IPv6"
    line = line.replace("%40", "@")
    if "@" in line and any(not match.group().startswith(_WORKER) for match in _MAIL.finditer(line)):
        return "e-mail"
    return ""


def _is_personal(text: str) -> bool:
    try:
        if "/" in text:
            network = ipaddress.ip_network(text)  # raises for a host address with a mask
            return network.prefixlen > (24 if network.version == 4 else 48)
        address = ipaddress.ip_address(text)
    except ValueError:
        return "/" in text and _is_personal(text.partition("/")[0])
    return not (address.is_loopback or address.is_unspecified)


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
        for _number, line in zip(range(_LINES_SEARCHED), lines, strict=False):
            match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
            if match and (day := _day(match[1].decode())):
                return day
    return None


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
