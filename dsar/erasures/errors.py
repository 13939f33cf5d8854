"""Errors of erasures. Each docstring is the default message."""

from dsar.errors import DsarError


class NotErased(DsarError):
    """Something about the person was still found after the erasure; the job plans again."""


class PlanChanged(DsarError):
    """The person's data is no longer what staff saw when they approved; look again and approve again."""
