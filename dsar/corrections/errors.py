"""Errors of corrections. Each docstring is the default message."""

from collections.abc import Mapping
from uuid import UUID

from dsar.errors import DsarError


class NotTheirs(DsarError):
    """This value is not among those that this person can have corrected; read the page again."""


class NotAllowedValue(DsarError):
    """This value does not fit into the field."""


class ValueChanged(DsarError):
    """The value has changed since; read the page again."""


class NotDecided(DsarError):
    """Decide every value, and say why for each that stays as it is."""


class TooManyAddresses(DsarError):
    """Too many new addresses were tried for one request; write to us instead."""


class NotStored(DsarError):
    """A value cannot be stored; keep what is there, and say why."""

    def __init__(self, refused: Mapping[UUID, str], message: str) -> None:
        """``refused``: the corrections that cannot be made, with the reason in words."""
        super().__init__(message)
        self.refused = refused
