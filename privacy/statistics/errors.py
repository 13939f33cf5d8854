"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class NotAnonymous(PrivacyError):
    """The table is not anonymous, so it is not shared; see the reasons."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
