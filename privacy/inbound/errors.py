"""Errors of mails that come in. The docstring is the default message."""

from privacy.errors import PrivacyError
from privacy.inbound.enums import Trouble


class PutAside(PrivacyError):
    """The mail is kept for staff and not taken in; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble.label))
        self.trouble = trouble
