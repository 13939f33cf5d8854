"""Every write of a choice."""

from consent.operations.choosing import Answer, choose

__all__ = ["Answer", "choose"]
