"""Errors of trial accounts. Each docstring is the default message."""


class LinkUsedUp(ValueError):
    """The request that the link confirms is deleted, or waited too long."""


class NotDecided(ValueError):
    """A request is decided once, after it was confirmed, and not while it is only kept."""
