"""What can go wrong here. Each docstring is the default message."""

from consent.errors import ConsentError


class TooManyConsents(ConsentError):
    """So many consents came from this network that no more are recorded now; try again in ten minutes."""
