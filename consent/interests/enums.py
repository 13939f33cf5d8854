"""How a profile ended."""

from enum import StrEnum


class ProfileEnd(StrEnum):
    """Why a profile is gone; the journal names it."""

    PAGE = "page"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
