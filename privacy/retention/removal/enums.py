"""Choices of removals."""

from enum import StrEnum


class Stay(StrEnum):
    """Why a row stays that would have gone: for itself, or for a row that points at it and cannot do without it."""

    KEPT = "kept"  # an erasure keeps it for a declared reason
    HELD = "held"  # on legal hold
    SHARED = "shared"  # somebody else's
    NEEDED = "needed"  # the site refuses to delete what it points at
