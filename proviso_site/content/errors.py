"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class EmbedRefused(PrivacyError):
    """No service of the published register lists the host of this address."""


class NotPublishable(PrivacyError):
    """The page cannot be published while something stands against it."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))
