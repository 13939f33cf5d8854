"""What can go wrong here. Each docstring is the default message."""


class NewsletterError(Exception):
    """The newsletter could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class LinkUsedUp(NewsletterError):
    """The sign-up that the link confirms is no longer waiting. Sign up again."""


class IssueAlreadySent(NewsletterError):
    """The issue is being sent or was sent before; an issue is sent once. Write a new one."""


class NobodyToSendTo(NewsletterError):
    """There is no active subscription, so there is nobody to send the issue to."""
