"""What can go wrong here. The docstring is the default message."""

from privacy.errors import PrivacyError


class PictureRefused(PrivacyError):
    """The file is no picture that the site can show."""
