"""The choice cookie: set and signed by the server, readable by the gate, verified without a query.

``2.REVISION.GRANTS.TIME.EXPIRY.RECORD.SIGNATURE`` where REVISION is the newest whose question was answered (0: none
was, but something was granted where its content is shown), GRANTS holds one letter for each granted category (or
``-``), with the revision after it where that is another, and ``t`` with its own time where that is another; a ``~``
at the end says that this answer took something back. Times are Unix seconds, so that two refusals in one second are
the same text, and RECORD is the consent's id (or ``-``: a refusal carries none). ``consent/static/choice/gate.js``
reads the same parts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from consent.services import own_cookies
from consent.services.enums import OPTIONAL

NAME = own_cookies.CHOICE
LONGEST = 256

_VERSION = "2"
_SALT = "consent.choice"
_NONE = "-"
_TAKEN_BACK = "~"
LETTERS = {category.value: category.value[0] for category in OPTIONAL}
_CATEGORIES = {letter: category for category, letter in LETTERS.items()}
_GRANTS = re.compile(r"((?:[a-z]\d*(?:t\d+)?)+|-)(~?)", re.ASCII)
_GRANT = re.compile(r"([a-z])(\d*)(?:t(\d+))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The choice of a browser, with its time and revision.

    ``as_of`` and ``times`` hold the revision and the time of those grants that an earlier answer gave.
    ``takes_back``: this answer ended something that was granted before.
    """

    revision: int
    granted: frozenset[str]
    made_at: datetime
    expires_at: datetime
    record_id: UUID | None = None
    as_of: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, datetime] = field(default_factory=dict)
    takes_back: bool = False

    def granted_under(self, category: str) -> int:
        """Return the revision under which a category was granted; 0 if it is not granted."""
        return self.as_of.get(category, self.revision) if category in self.granted else 0

    def granted_at(self, category: str) -> datetime:
        """Return when a granted category was granted."""
        return self.times.get(category, self.made_at)

    def next_time(self, now: datetime) -> datetime:
        """Return the time of the answer that follows this one: browsers order them by whole seconds."""
        return max(now, self.made_at + timedelta(seconds=1))

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at


def write(choice: Choice) -> str:
    """Return the signed value of the cookie."""
    parts = (
        _VERSION,
        str(choice.revision),
        ("".join(_grant(choice, category) for category in sorted(choice.granted)) or _NONE)
        + (_TAKEN_BACK if choice.takes_back else ""),
        str(int(choice.made_at.timestamp())),
        str(int(choice.expires_at.timestamp())),
        choice.record_id.hex if choice.record_id else _NONE,
    )
    return signing.Signer(salt=_SALT, sep=".").sign(".".join(parts))


def _grant(choice: Choice, category: str) -> str:
    at = choice.times.get(category)
    return f"{LETTERS[category]}{choice.as_of.get(category, '')}{f't{int(at.timestamp())}' if at else ''}"


def read(value: str) -> Choice | None:
    """Return the choice, or None for an invalid value: forged, truncated, oversized or of another version.

    A value signed with a key of ``SECRET_KEY_FALLBACKS`` is valid.
    """
    if len(value) > LONGEST:
        return None
    try:
        version, revision, grants, made, expires, record = signing.Signer(salt=_SALT, sep=".").unsign(value).split(".")
        parts = _GRANTS.fullmatch(grants)
        if version != _VERSION or not parts:
            return None
        given = {_CATEGORIES[letter]: (under, at) for letter, under, at in _GRANT.findall(parts[1])}
        return Choice(
            revision=int(revision),
            granted=frozenset(given),
            as_of={category: int(under) for category, (under, _at) in given.items() if under},
            times={category: datetime.fromtimestamp(int(at), UTC) for category, (_under, at) in given.items() if at},
            takes_back=bool(parts[2]),
            made_at=datetime.fromtimestamp(int(made), UTC),
            expires_at=datetime.fromtimestamp(int(expires), UTC),
            record_id=None if record == _NONE else UUID(record),
        )
    except (signing.BadSignature, ValueError, KeyError, OverflowError, OSError):
        return None


def remember(request: HttpRequest, response: HttpResponse, choice: Choice) -> None:
    """Set the choice cookie: on this host alone, for every path."""
    response.set_cookie(
        NAME,
        write(choice),
        expires=choice.expires_at,
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
