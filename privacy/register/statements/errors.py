"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class UnrenderablePolicy(PrivacyError):
    """The policy calls for a table that no section has, or a section of it does not start with a heading."""
