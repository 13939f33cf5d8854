"""Errors of the signed heads. Each docstring is the default message."""

from privacy.errors import PrivacyError


class NoJournalKey(PrivacyError):
    """JOURNAL_KEY is not an Ed25519 key: set it, or JOURNAL_KEY_FILE, to 64 hexadecimal digits (32 random bytes)."""


class AlreadyThere(PrivacyError):
    """A file of this name with another content is there already, and nothing is overwritten."""
