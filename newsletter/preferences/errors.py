"""Errors of preferences. The docstring is the default message."""

from newsletter.errors import NewsletterError


class NotSubscribed(NewsletterError):
    """The person of the link has no subscription. Sign up first."""


class TooManyChanges(NewsletterError):
    """A change of address was asked for too often on this day. Try again tomorrow."""
