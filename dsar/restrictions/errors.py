"""Errors of restrictions. Each docstring is the default message."""

from dsar.errors import DsarError


class NothingToRestrict(DsarError):
    """Nothing of this kind is held about the person; answer the request in words."""
