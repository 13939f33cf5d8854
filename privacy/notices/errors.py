"""Errors of notices. Each docstring is the default message."""

from datetime import timedelta

from privacy.errors import PrivacyError


class NotOffered(PrivacyError):
    """This recipient's system cannot do that for us; tell them by mail or by hand."""


class Away(PrivacyError):
    """The recipient's system does not answer now; it is tried again."""

    def __init__(self, reason: str, *, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class TurnedDown(PrivacyError):
    """The recipient's system turned the call down; somebody must look at the credentials and what they allow."""


class NoticeClosed(PrivacyError):
    """This notice is settled already."""
