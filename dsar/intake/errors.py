"""Errors of what staff take in. Each docstring is the default message."""

from dsar.errors import DsarError


class NotArrivedThen(DsarError):
    """A request arrives today or earlier, and not longer ago than DSAR["TAKEN_IN_DAYS_BACK"] says."""


class NoWayToAnswer(DsarError):
    """An answer needs an e-mail address, or a name and postal address."""


class NationalNumber(DsarError):
    """National identity numbers are never stored; write how you saw who it is without it."""


class FileNotTaken(DsarError):
    """A file is a PDF, a picture, a text or an office document without macros, and not too large."""


class MandateEnded(DsarError):
    """A mandate counts until its last day; ask for a new one, or write to the person."""
