"""What can go wrong here. Each docstring is the default message."""


class ConsentError(Exception):
    """The choice could not be stored."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class NothingToChoose(ConsentError):  # noqa: N818 - read as a sentence, as in privacy.errors
    """No register is in force, so there is nothing to agree to; publish one with `manage.py seed_site`."""


class UnknownLifetime(ConsentError):  # noqa: N818
    """A lifetime is written as “30 minutes”, “6 months” or “session”."""
