"""Errors of interests. Each docstring is the default message."""

from consent.errors import ConsentError


class LinkUsedUp(ConsentError):
    """The request behind the link is deleted. Ask for a new one."""
