"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class NotSwitchedOn(PrivacyError):
    """The recipient cannot be switched on while something stands against it."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class NothingToConfirm(PrivacyError):
    """Nobody has entered what the list says, so there is nothing to confirm; enter it first."""


class AcceptanceRefused(PrivacyError):
    """Only transfers that are not verified can be accepted, with a role and a reason, for six months at the most."""
