"""The choice cookie: set and signed by the server, readable by the gate, verified without a query.

``1.REVISION.GRANTS.TIME.EXPIRY.RECORD.SIGNATURE`` where GRANTS holds one letter for each granted
category (or ``-``), times are Unix seconds and RECORD is the consent's id (or ``-``: a refusal carries none).
``static/choice/gate.js`` reads the same parts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing

from consent.enums import OPTIONAL

NAME = "pv_choice"
LONGEST = 256

_VERSION = "1"
_SALT = "consent.choice"
_NONE = "-"
LETTERS = {category.value: category.value[0] for category in OPTIONAL}
_CATEGORIES = {letter: category for category, letter in LETTERS.items()}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What one browser chose, when, and under which revision."""

    revision: int
    granted: frozenset[str]
    made_at: datetime
    expires_at: datetime
    record_id: UUID | None = None

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at


def write(choice: Choice) -> str:
    """Return the signed value of the cookie."""
    parts = (
        _VERSION,
        str(choice.revision),
        "".join(sorted(LETTERS[category] for category in choice.granted)) or _NONE,
        str(int(choice.made_at.timestamp())),
        str(int(choice.expires_at.timestamp())),
        choice.record_id.hex if choice.record_id else _NONE,
    )
    return signing.Signer(salt=_SALT, sep=".").sign(".".join(parts))


def read(value: str) -> Choice | None:
    """Return the choice, or None for a value that is not ours: forged, truncated, oversized or of another version.

    A value signed with one of ``SECRET_KEY_FALLBACKS`` is still ours.
    """
    if len(value) > LONGEST:
        return None
    try:
        version, revision, grants, made, expires, record = signing.Signer(salt=_SALT, sep=".").unsign(value).split(".")
        if version != _VERSION:
            return None
        return Choice(
            revision=int(revision),
            granted=frozenset(_CATEGORIES[letter] for letter in grants if letter != _NONE),
            made_at=datetime.fromtimestamp(int(made), UTC),
            expires_at=datetime.fromtimestamp(int(expires), UTC),
            record_id=None if record == _NONE else UUID(record),
        )
    except (signing.BadSignature, ValueError, KeyError, OverflowError, OSError):
        return None
