"""What can go wrong here. Each docstring is the default message."""


class ConsentError(Exception):
    """The choice could not be stored."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
