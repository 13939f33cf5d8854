"""Errors of the comparison with the provider. The docstring is the default message."""

from newsletter.errors import NewsletterError


class ProviderAway(NewsletterError):
    """The provider did not answer as its documentation says."""
