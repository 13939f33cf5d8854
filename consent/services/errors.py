"""What can go wrong here. Each docstring is the default message."""

from consent.errors import ConsentError


class UnknownLifetime(ConsentError):
    """A lifetime is written as “30 minutes”, “6 months” or “session”."""
