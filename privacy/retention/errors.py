"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class UnknownRule(PrivacyError):
    """No retention rule has this key; add it to the register."""


class NothingToApprove(PrivacyError):
    """Nobody waits for this answer any more: the rule or the run has changed since. Look at it again."""


class CannotAnonymise(PrivacyError):
    """The rule says to anonymise, and the model does not declare how; delete instead, or declare it."""


class NothingToHold(PrivacyError):
    """There is no such row to keep; check the model and the number."""
