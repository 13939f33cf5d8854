"""Errors of addresses. The docstring is the default message."""

from privacy.addresses.enums import AddressFault
from privacy.errors import PrivacyError


class InvalidAddress(PrivacyError, ValueError):
    """The text is no e-mail address; ``fault`` says what is wrong."""

    # The address itself is not part of the message: errors are logged.
    def __init__(self, fault: AddressFault) -> None:
        super().__init__(str(fault.label))
        self.fault = fault
