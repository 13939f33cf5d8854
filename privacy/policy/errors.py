"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class PublicationRefused(PrivacyError):
    """The draft cannot be published while a promise in it is broken, unproven or untranslated."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


class NothingToStartFrom(PrivacyError):
    """The linter has no such text to start from; reload the page."""
