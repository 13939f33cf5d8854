"""Errors of erasures. Each docstring is the default message."""

from dsar.errors import DsarError


class NotErased(DsarError):
    """Something about the person was still found after the erasure; the job plans again."""


class NotUndone(DsarError):
    """Something stands by now in the place of what was erased; nothing was brought back."""


class PlanChanged(DsarError):
    """The person's data is no longer what staff saw when they approved; look again and approve again."""
