"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class BreachIncomplete(PrivacyError):
    """The breach lacks something that this step needs; see what is listed as missing and enter it first."""


class BreachClosed(PrivacyError):
    """Somebody has closed the breach meanwhile; its record stays as it is. Enter a new one for what comes after."""
