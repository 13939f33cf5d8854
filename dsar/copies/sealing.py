"""Encrypt exports, so that a stolen database or backup does not reveal them (LAW A-08)."""

import pyrage

from dsar.conf import dsar_settings
from dsar.copies.errors import NoIdentity


def seal(content: bytes) -> bytes:
    """Encrypt a file to the site's own key."""
    return pyrage.encrypt(content, [_identity().to_public()])


def unseal(sealed: bytes) -> bytes:
    """Decrypt the result of ``seal``."""
    return pyrage.decrypt(sealed, [_identity()])


def is_identity(text: str) -> bool:
    """Tell whether a text is an age identity (``AGE-SECRET-KEY-…``)."""
    try:
        pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        return False
    return True


def _identity() -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(dsar_settings().export_identity)
    except pyrage.IdentityError as error:
        raise NoIdentity from error
