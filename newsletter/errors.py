"""Base class of the newsletter's errors. The docstring of an error is its default message."""


class NewsletterError(Exception):
    """The newsletter could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
