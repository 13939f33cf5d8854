"""Errors of links in mail and of reading pages. Each docstring is the default message."""

from privacy.errors import PrivacyError


class InvalidToken(PrivacyError):
    """The link is not one of ours, or a part of it is missing. Open the whole link from the mail."""


class ExpiredToken(PrivacyError):
    """The link is too old. Ask for a new one."""


class Unreadable(PrivacyError):
    """The page cannot be read: give the address of a public page that exists, is below 2 MB and answers in time."""
