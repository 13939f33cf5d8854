"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class MoreThanPlanned(PrivacyError):
    """The database deleted rows that the plan does not name; nothing was deleted."""
