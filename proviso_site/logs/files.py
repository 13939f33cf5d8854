"""Log files that end: set aside every day, deleted when their oldest line is too old, looked through for addresses.

The programs hold their files open and only append, so a file is copied and emptied in place. A line that is written in
the instant between the two may be lost; an access log can bear that, evidence is kept in the journal.
"""

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

RULE = "site.log"  # of the register

_DAY = re.compile(rb"\b(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}:\d{2}")
_DAY_IN_WORDS = re.compile(rb"\b(\d{1,2} [A-Z][a-z]{2} \d{4}) \d{2}:\d{2}:\d{2}")  # Valkey's own way
_SET_ASIDE = re.compile(r"(?P<name>.+)-(?P<day>\d{4}-\d{2}-\d{2})\.log")
_LINES_LOOKED_AT = 200

_FOUR = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])")
_SIX = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![\w:.])")
_MAIL = re.compile(r"[^\s@/:<>\"'*]+@[\w-]+(?:\.[\w-]+)+")
_WORKER = "celery@"  # how a worker names itself: its machine, nobody's address


@dataclass(frozen=True, kw_only=True)
class Found:
    """A file and what is wrong with it; never what stands in it."""

    file: str
    problem: str


def days_kept() -> int:
    """Return how many days a line may live: what the register says, or the setting where that is less."""
    told = RetentionRule.objects.filter(key=RULE).values_list("days", flat=True).first()
    return min(settings.LOG_DAYS, told or settings.LOG_DAYS)


def enforce(*, folder: Path, days: int, today: date) -> list[str]:
    """Set aside what was begun before ``today`` and delete what holds lines of ``days`` days ago; return the deleted.

    Safe to repeat, and while the files are written to.
    """
    for file in _written_now(folder):
        began = _first_day(file)
        if file.stat().st_size and (began is None or began < today):
            _set_aside(file, began or today)
    deleted = []
    for file in _set_aside_files(folder):
        if _named_day(file) <= today - timedelta(days=days):
            file.unlink(missing_ok=True)
            deleted.append(file.name)
    if deleted:
        logger.info("%d log files deleted after %d days", len(deleted), days)
    return deleted


@dataclass(frozen=True, kw_only=True)
class Look:
    """What every file below the folder holds, whatever it is called and whoever rotated or packed it."""

    oldest: date | None
    found: tuple[Found, ...]


def look(folder: Path, *, days: int, today: date) -> Look:
    """Read every file once: the day of its oldest line, and whether a whole address stands in it.

    ``oldest`` is None when no file holds anything. A file that tells no day is as old as its last change.
    """
    oldest, found = list[date](), list[Found]()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        try:
            day, problems = _read(file)
        except (OSError, EOFError) as error:
            found.append(Found(file=file.name, problem=type(error).__name__))
            continue
        if file.stat().st_size:
            day = day or _named_day_or_none(file) or local_date(datetime.fromtimestamp(file.stat().st_mtime, UTC))
            oldest.append(day)
            if day < today - timedelta(days=days):
                found.append(Found(file=file.name, problem=day.isoformat()))
        found += [Found(file=file.name, problem=problem) for problem in sorted(problems)]
    return Look(oldest=min(oldest, default=None), found=tuple(found))


def _read(file: Path) -> tuple[date | None, set[str]]:
    """Return the earliest day that a line of a file tells, and the kinds of address in it."""
    earliest, seen, problems = None, b"", set[str]()
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as lines:
        for line in lines:
            if problem := address_in(line.decode(errors="replace")):
                problems.add(problem)
            match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
            if match and match[1] != seen:
                seen = match[1]
                earliest = min(filter(None, (earliest, _day(seen.decode()))), default=None)
    return earliest, problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[:4].isdigit() else datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def address_in(line: str) -> str:
    """Return ``IPv4``, ``IPv6`` or ``e-mail`` if such an address stands in the line, else an empty text.

    Our own loopback and "any" addresses, and networks (``198.51.100.0/24``), name nobody.
    """
    if "." in line and any(_is_somebody(one.group()) for one in _FOUR.finditer(line)):
        return "IPv4"
    if ":" in line and any(_is_somebody(one.group()) for one in _SIX.finditer(line)):
        return "IPv6"
    line = line.replace("%40", "@")
    if "@" in line and any(not one.group().startswith(_WORKER) for one in _MAIL.finditer(line)):
        return "e-mail"
    return ""


def _is_somebody(text: str) -> bool:
    try:
        if "/" in text:
            network = ipaddress.ip_network(text)  # strict: an address with a mask behind it is refused
            return network.prefixlen > (24 if network.version == 4 else 48)
        address = ipaddress.ip_address(text)
    except ValueError:
        return "/" in text and _is_somebody(text.partition("/")[0])
    return not (address.is_loopback or address.is_unspecified)


def _all_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.log")) if folder.is_dir() else []


def _set_aside_files(folder: Path) -> list[Path]:
    return [file for file in _all_files(folder) if _SET_ASIDE.fullmatch(file.name)]


def _written_now(folder: Path) -> list[Path]:
    return [file for file in _all_files(folder) if not _SET_ASIDE.fullmatch(file.name)]


def _named_day_or_none(file: Path) -> date | None:
    match = _SET_ASIDE.fullmatch(file.name)
    return date.fromisoformat(match["day"]) if match else None


def _named_day(file: Path) -> date:
    return _named_day_or_none(file) or date.max


def _first_day(file: Path) -> date | None:
    """Return the day of the first line that tells one, else of the time when the file last began anew."""
    with file.open("rb") as lines:
        for _number, line in zip(range(_LINES_LOOKED_AT), lines, strict=False):
            match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
            if match and (day := _day(match[1].decode())):
                return day
    return None


def _set_aside(file: Path, began: date) -> None:
    target = file.with_name(f"{file.stem}-{began.isoformat()}.log")
    with file.open("rb") as source, target.open("ab") as copy:
        copyfileobj(source, copy)
        # While it was copied, more may have come.
        copyfileobj(source, copy)
    target.chmod(0o600)
    with file.open("r+b") as emptied:
        emptied.truncate(0)
