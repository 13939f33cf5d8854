"""Errors of statistics. Each docstring is the default message."""

from privacy.errors import PrivacyError


class NotAnonymous(PrivacyError):
    """The table was not shared because it is not anonymous. Change it until no reason is left."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
