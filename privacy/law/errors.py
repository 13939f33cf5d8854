"""Errors of legal time. Each docstring is the default message."""

from privacy.errors import PrivacyError


class UnknownDuration(PrivacyError):
    """A length of time is written as “30 minutes”, “6 months” or “session”."""
