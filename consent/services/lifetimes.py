"""How long a browser keeps an item, in seconds and in words."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.services.errors import UnknownLifetime

SESSION = 0  # until the browser is closed

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS = {"second": 1, "minute": _MINUTE, "hour": _HOUR, "day": _DAY, "month": 30 * _DAY, "year": 365 * _DAY}
_WRITTEN = re.compile(r"(\d+) (second|minute|hour|day|month|year)s?")


def parse(text: str) -> int | None:
    """Return the seconds of “6 months”; 0 for “session”; None for an empty text. Raises ``UnknownLifetime``."""
    if not text:
        return None
    if text == "session":
        return SESSION
    if match := _WRITTEN.fullmatch(text):
        return int(match[1]) * _UNITS[match[2]]
    raise UnknownLifetime


def written(seconds: int) -> str:
    """Return a lifetime as ``parse`` reads it: “390 days”, “session”."""
    if seconds == SESSION:
        return "session"
    unit = next(name for name in ("day", "hour", "minute", "second") if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]} {unit}s"


def in_words(seconds: int | None) -> str:
    """Return a lifetime as people say it, in the active language; vendors count months of 30 days."""
    if seconds is None:
        return _("not known")
    if seconds == SESSION:
        return _("until you close the browser")
    days, rest = divmod(seconds, _DAY)
    if not rest and days % 365 == 0:
        return ngettext("%(n)d year", "%(n)d years", days // 365) % {"n": days // 365}
    if not rest and days % 30 == 0 and days >= 60:
        return ngettext("%(n)d month", "%(n)d months", days // 30) % {"n": days // 30}
    if not rest:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if seconds % _HOUR == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // _HOUR) % {"n": seconds // _HOUR}
    if seconds >= _MINUTE:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // _MINUTE) % {"n": seconds // _MINUTE}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
