"""Times in the spellings of exported lists, and which of day and month a column puts first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T].*)?")
_NUMBERS = re.compile(r"(\d\d?)([./-])(\d\d?)\2(\d{4})(?:[ ,T]+(.*))?")
_WORDS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p")
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%H:%M:%S.%f")
_EPOCH = re.compile(r"1\d{9}(\d{3})?")


@dataclass(frozen=True, kw_only=True)
class DateStyle:
    """How a column of a file writes its times. ``is_day_first``: None if nobody can tell from the column."""

    is_day_first: bool | None
    zone: tzinfo


def style_of(values: Iterable[str], *, zone: tzinfo) -> DateStyle:
    """Find out from all values of a column whether the day or the month comes first in 03/04/2024.

    With dots the day comes first; between slashes one value above 12 tells it of all.
    """
    has_day_first = has_month_first = False
    for value in values:
        match = _NUMBERS.fullmatch(value.strip())
        if match and match[2] != ".":
            has_day_first |= int(match[1]) > 12
            has_month_first |= int(match[3]) > 12
    return DateStyle(is_day_first=has_day_first if has_day_first != has_month_first else None, zone=zone)


def read_time(text: str, style: DateStyle) -> datetime | None:
    """Return the time that a text names, in UTC; None if it names none, or nobody can tell which."""
    text = " ".join(text.split())
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    moment = _from_iso(text) or _from_numbers(text, style) or _from_words(text)
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=style.zone)).astimezone(UTC)


def _from_iso(text: str) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        # listmonk writes "2024-03-01T10:20:30.123456Z"; Mailchimp "2024-03-01 10:20:30".
        return datetime.fromisoformat(text.removesuffix(" UTC").replace(" +", "+"))
    except ValueError:
        return None


def _from_numbers(text: str, style: DateStyle) -> datetime | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    is_day_first = True if match[2] == "." else style.is_day_first
    if is_day_first is None:
        return None
    day, month = (match[1], match[3]) if is_day_first else (match[3], match[1])
    try:
        date = datetime(int(match[4]), int(month), int(day))  # noqa: DTZ001 - the caller knows the zone
    except ValueError:
        return None
    clock = _first(match[5], _CLOCKS) if match[5] else None
    if match[5] and clock is None:
        return None
    return datetime.combine(date, clock.time()) if clock else date


def _from_words(text: str) -> datetime | None:
    return _first(text, tuple(day + time for day in _WORDS for time in _TIMES))


def _first(text: str, patterns: Iterable[str]) -> datetime | None:
    for pattern in patterns:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None
