"""Errors about people. Each docstring is the default message."""

from dsar.errors import DsarError


class SameAlready(DsarError):
    """These are one mailbox, or are said to be one person's already."""


class ReasonMissing(DsarError):
    """Say why two addresses are the same person's."""


class SourceFailed(DsarError):
    """One kind of data could not be read; its label says which."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label
