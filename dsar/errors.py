"""The base class of this app's errors. Each docstring is the default message."""


class DsarError(Exception):
    """The request could not be handled as asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
