"""The choice cookie: set and signed by the server, readable by the gate, verified without a query.

``1.REVISION.GRANTS.TIME.EXPIRY.RECORD.SIGNATURE`` where REVISION is the latest whose question was answered (0: none,
but consent was given at embedded content), GRANTS has a letter for each granted category (or ``-``), followed by its
revision if that differs, times are Unix seconds and RECORD is the consent's id (or ``-``: a refusal has none).
``consent/static/choice/gate.js`` reads the same parts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from consent.services import own_cookies
from consent.services.enums import OPTIONAL

NAME = own_cookies.CHOICE
LONGEST = 256

_VERSION = "1"
_SALT = "consent.choice"
_NONE = "-"
LETTERS = {category.value: category.value[0] for category in OPTIONAL}
_CATEGORIES = {letter: category for category, letter in LETTERS.items()}
_GRANTS = re.compile(r"(?:[a-z]\d*)+|-", re.ASCII)
_GRANT = re.compile(r"([a-z])(\d*)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The choice of a browser, with its time and revision.

    ``as_of`` holds the revision of those grants that were given under another revision than the latest.
    """

    revision: int
    granted: frozenset[str]
    made_at: datetime
    expires_at: datetime
    record_id: UUID | None = None
    as_of: Mapping[str, int] = field(default_factory=dict)

    def granted_under(self, category: str) -> int:
        """Return the revision under which a category was granted; 0 if it is not granted."""
        return self.as_of.get(category, self.revision) if category in self.granted else 0

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at


def write(choice: Choice) -> str:
    """Return the signed value of the cookie."""
    parts = (
        _VERSION,
        str(choice.revision),
        "".join(sorted(LETTERS[one] + str(choice.as_of.get(one, "")) for one in choice.granted)) or _NONE,
        str(int(choice.made_at.timestamp())),
        str(int(choice.expires_at.timestamp())),
        choice.record_id.hex if choice.record_id else _NONE,
    )
    return signing.Signer(salt=_SALT, sep=".").sign(".".join(parts))


def read(value: str) -> Choice | None:
    """Return the choice, or None for an invalid value: forged, truncated, oversized or of another version.

    A value signed with a key of ``SECRET_KEY_FALLBACKS`` is valid.
    """
    if len(value) > LONGEST:
        return None
    try:
        version, revision, grants, made, expires, record = signing.Signer(salt=_SALT, sep=".").unsign(value).split(".")
        if version != _VERSION or not _GRANTS.fullmatch(grants):
            return None
        given = {_CATEGORIES[letter]: under for letter, under in _GRANT.findall(grants)}
        return Choice(
            revision=int(revision),
            granted=frozenset(given),
            as_of={category: int(under) for category, under in given.items() if under},
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
