"""Errors of breaches. Each docstring is the default message."""

from privacy.errors import PrivacyError


class BreachIncomplete(PrivacyError):
    """The breach lacks information that this step needs. Enter the items that are listed as missing first."""


class BreachClosed(PrivacyError):
    """The breach was closed meanwhile and can no longer be changed. Enter a new breach for later events."""
