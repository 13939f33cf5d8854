"""Errors of links, codes and proofs of identity. Each docstring is the default message."""

from dsar.errors import DsarError


class LinkUsed(DsarError):
    """The link has opened the request before; ask for a new one."""


class WrongCode(DsarError):
    """The code is not the one that was sent last, is too old, was used, or was tried too often."""


class TooManyCodes(DsarError):
    """No further code is sent for this request within the hour."""


class TooManyProofs(DsarError):
    """No further proof of identity is begun for this request within the hour."""


class NotProven(DsarError):
    """Who the person is was not proven; nothing has been changed. ``reason`` is what the journal and the page say."""

    reason = "not_proven"


class Declined(NotProven):
    """The person stopped at the provider, or the provider could not tell who it is."""

    reason = "declined"


class ProviderAway(NotProven):
    """The provider does not answer, or answers with nothing that its protocol has; try again later."""

    reason = "away"


class WrongProof(NotProven):
    """What the provider answered does not verify: another key, another audience, another attempt, or too old."""

    reason = "wrong"


class ProofOver(NotProven):
    """The proof was begun in another browser, has been used, or was begun too long ago; begin again."""

    reason = "over"
