"""Errors of copies. Each docstring is the default message."""

from dsar.errors import DsarError


class NoIdentity(DsarError):
    """EXPORT_IDENTITY is not an age identity; make one with `age-keygen` and set it."""


class DamagedFile(DsarError):
    """A piece of a sealed file is not what was written there."""


class SourceFailed(DsarError):
    """One kind of data could not be read; its label says which."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label
