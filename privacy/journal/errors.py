"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class PersonalValueInJournal(PrivacyError):
    """The journal holds ids, counts, hashes and slugs only; pass one of those."""


class NoJournalKey(PrivacyError):
    """JOURNAL_KEY is not an Ed25519 key: set it, or JOURNAL_KEY_FILE, to 64 hexadecimal digits (32 random bytes)."""


class AlreadyThere(PrivacyError):
    """A file of this name with another content is there already, and nothing is overwritten."""
