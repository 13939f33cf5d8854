"""Errors of copies. Each docstring is the default message."""

from dsar.errors import DsarError


class NoIdentity(DsarError):
    """EXPORT_IDENTITY is not an age identity; make one with `age-keygen` and set it."""


class DamagedFile(DsarError):
    """A piece of a sealed file is not what was written there."""


class RedactionLost(DsarError):
    """What was to be left out is not there any more as it was; look at the redactions of the request again."""


class NotSeen(DsarError):
    """Something that may be about others came in after the copy was approved; look at it and approve it again."""


class NotFound(DsarError):
    """Nothing in the copy has these words, or they are left out already; take them from the page as they are."""


class ReasonTells(DsarError):
    """The reason has the very words that are to be left out, and the person reads it; say it in others."""


class FileTooLarge(DsarError):
    """This file is too large to be sealed; leave the kind of data out, or answer by hand."""
