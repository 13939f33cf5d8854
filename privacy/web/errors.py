"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class InvalidToken(PrivacyError):
    """The link is not one of ours, or a part of it is missing. Open the whole link from the mail."""


class ExpiredToken(PrivacyError):
    """The link is too old. Ask for a new one."""


class Unreadable(PrivacyError):
    """The page cannot be read: it is not public, not there, too large or too slow."""
