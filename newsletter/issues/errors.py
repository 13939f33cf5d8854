"""Errors of sending an issue. The docstring is the default message."""

from newsletter.errors import NewsletterError


class IssueAlreadySent(NewsletterError):
    """The issue is being sent or was sent before; an issue is sent once. Write a new one."""


class NobodyToSendTo(NewsletterError):
    """There is no active subscription, so there is nobody to send the issue to."""


class PictureMissing(NewsletterError):
    """The text names a picture that the issue does not have; add it, or take its sign out of the text."""


class FieldRefused(NewsletterError):
    """The issue has a merge field that does not exist, or where none may be; write a brace itself as a sign."""


class IssueInAnotherState(NewsletterError):
    """The issue is in a state from which this does not follow; look again at what it does now."""


class StartIsPast(NewsletterError):
    """An issue starts at a time to come; choose a later one."""
