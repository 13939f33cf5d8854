"""What keeps a letter from being sent. Each docstring is the default message."""

from datetime import datetime

from privacy.errors import PrivacyError


class LetterWaits(PrivacyError):
    """The letter is to be composed later: its address has had enough mail for now."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until
