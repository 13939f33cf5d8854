"""What can go wrong here. Each docstring is the default message."""


class PrivacyError(Exception):
    """The register could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
