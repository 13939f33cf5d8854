"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class NotForStaff(PrivacyError):
    """The administration is not translated to that language."""
