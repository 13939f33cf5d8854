"""Errors about people. Each docstring is the default message."""

from dsar.errors import DsarError


class SameAlready(DsarError):
    """These are one mailbox, or are said to be one person's already."""


class ReasonMissing(DsarError):
    """Say why two addresses are the same person's."""
