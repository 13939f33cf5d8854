"""Errors of requests. Each docstring is the default message."""

from dsar.errors import DsarError


class WrongState(DsarError):
    """The request is no longer in a state that allows this; read its page again."""


class TooLateToExtend(DsarError):
    """A request can be extended once, within the first month after it was received (GDPR Art. 12(3))."""


class ReasonsMissing(DsarError):
    """Give the reasons in words; the person has a right to them (GDPR Art. 12(3) and (4))."""


class GroundNotAllowed(DsarError):
    """This ground does not apply to this right; choose one from the list."""


class SecondPersonNeeded(DsarError):
    """A refusal, and a copy with something left out, need a second person; another colleague must confirm it."""


class NothingCorrected(DsarError):
    """A request for correction is done when a value was changed; decide the values, or refuse with reasons."""


class PlanMissing(DsarError):
    """A copy or an erasure is approved with what it hands out or deletes; nobody approves it unseen."""


class TooLateToAsk(DsarError):
    """A question of identity stops the clock only when it is asked within three working days of the receipt."""


class DecidedByCustomer(DsarError):
    """A customer of ours decides over the data in the product: the request is passed on, and nothing is handed out."""


class QuestionsOpen(DsarError):
    """A question of the person is open: say where each is answered, or set it aside with a reason."""
