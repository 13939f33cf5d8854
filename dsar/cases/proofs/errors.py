"""Errors of links and codes. Each docstring is the default message."""

from dsar.errors import DsarError


class LinkUsed(DsarError):
    """The link has opened the request before; ask for a new one."""


class WrongCode(DsarError):
    """The code is not the one that was sent last, is too old, was used, or was tried too often."""


class TooManyCodes(DsarError):
    """No further code is sent for this request within the hour."""
