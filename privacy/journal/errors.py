"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class PersonalValueInJournal(PrivacyError):
    """The journal holds ids, counts, hashes and slugs only; pass one of those."""
