"""Errors of subscriptions. The docstring is the default message."""

from newsletter.errors import NewsletterError


class LinkUsedUp(NewsletterError):
    """The sign-up that the link confirms is no longer waiting. Sign up again."""
