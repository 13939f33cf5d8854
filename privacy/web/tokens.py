"""Links in mail: signed, never stored, so a stolen database opens none of them.

A token names one row and one purpose. Whether it was used already is the row's state, not the token's.
"""

import base64
import binascii
from datetime import timedelta
from uuid import UUID

from django.core import signing

from privacy.web.errors import ExpiredToken, InvalidToken

_LONGEST = 200


def make_token(purpose: str, object_id: UUID) -> str:
    """Return a URL-safe token for one row; ``purpose`` keeps a token from opening another door."""
    body = base64.urlsafe_b64encode(object_id.bytes).rstrip(b"=").decode()
    return _signer(purpose).sign(body)


def read_token(purpose: str, token: str, max_age: timedelta | None = None) -> UUID:
    """Return the row's id.

    Raises ``InvalidToken`` (forged, truncated, for another purpose) or ``ExpiredToken``.
    """
    if len(token) > _LONGEST:
        raise InvalidToken
    try:
        body = _signer(purpose).unsign(token, max_age=max_age)
        return UUID(bytes=base64.urlsafe_b64decode(body + "=="))
    except signing.SignatureExpired as expired:
        raise ExpiredToken from expired
    except (signing.BadSignature, binascii.Error, ValueError) as forged:
        raise InvalidToken from forged


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"privacy.token.{purpose}")
