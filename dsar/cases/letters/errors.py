"""Errors of letters. Each docstring is the default message."""

from dsar.errors import DsarError


class NotSentThen(DsarError):
    """A letter is sent on the day it was written or later, and not in the future."""
