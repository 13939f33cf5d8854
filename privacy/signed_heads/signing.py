"""Ed25519 signatures over canonical bytes: the journal's daily head is worth no more than the key that signs it."""

import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from privacy.conf import privacy_settings
from privacy.signed_heads.errors import NoJournalKey


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the one spelling of a document that is signed: sorted keys, no spaces, ASCII."""
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")


def sign(document: Mapping[str, Any]) -> str:
    """Sign with ``JOURNAL_KEY`` and return the signature in hex. Raises ``NoJournalKey``."""
    return _private_key().sign(canonical(document)).hex()


def is_signed(document: Mapping[str, Any], signature: str) -> bool:
    """Tell whether the current key, or one of ``JOURNAL_PUBLIC_KEYS``, made this signature."""
    return any(_fits(key, document, signature) for key in trusted_keys())


def trusted_keys() -> list[str]:
    """Return the public keys that heads may be signed with, in hex: the current one and those that were rotated out."""
    return [public_key(), *privacy_settings().journal_public_keys]


def public_key() -> str:
    """Return the public half of ``JOURNAL_KEY`` in hex: for whoever verifies elsewhere. Raises ``NoJournalKey``."""
    return _private_key().public_key().public_bytes_raw().hex()


def _private_key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(privacy_settings().journal_key))
    except ValueError as wrong:
        raise NoJournalKey from wrong


def _fits(key: str, document: Mapping[str, Any], signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), canonical(document))
    except (ValueError, InvalidSignature):
        return False
    return True
