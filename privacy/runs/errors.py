"""Errors of the work that staff ask for. Each docstring is the default message."""

from privacy.errors import PrivacyError


class RunUnderWay(PrivacyError):
    """The same work waits or is under way already; its result comes by itself."""


class WorkRefused(PrivacyError):
    """The work was not done; the reasons say what to change first."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
