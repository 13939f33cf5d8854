"""What can go wrong with a request. Each docstring is the default message."""


class DsarError(Exception):
    """The request could not be handled as asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class WrongState(DsarError):
    """The request is no longer in a state that allows this; read its page again."""


class TooLateToExtend(DsarError):
    """A request can be extended once, within the first month after it was received (GDPR Art. 12(3))."""


class ReasonsMissing(DsarError):
    """Give the reasons in words; the person has a right to them (GDPR Art. 12(3) and (4))."""


class GroundNotAllowed(DsarError):
    """This ground does not apply to this right; choose one from the list."""


class SecondPersonNeeded(DsarError):
    """A refusal as unfounded or excessive needs a second person; another colleague must confirm it."""


class NotErased(DsarError):
    """Something about the person was still found after the erasure; the job plans again."""


class NoIdentity(DsarError):
    """EXPORT_IDENTITY is not an age identity; make one with `age-keygen` and set it."""
