"""Errors of restrictions."""

from privacy.errors import PrivacyError


class NoticeMissing(PrivacyError):
    """The person has not been told that the restriction ends. Send the notice first (GDPR Art. 18(3))."""
