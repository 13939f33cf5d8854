"""Signed tokens for links in mail.

A token names a row and a purpose, and is never stored: a stolen database contains no valid link. Whether a token was
used is recorded in the row.
"""

import base64
import binascii
from datetime import timedelta
from uuid import UUID

from django.core import signing

from privacy.web.errors import ExpiredToken, InvalidToken

_LONGEST = 200


def make_token(purpose: str, object_id: UUID) -> str:
    """Return a URL-safe token for a row; it is valid only for the same ``purpose``."""
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
