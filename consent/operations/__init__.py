"""Every write of a choice."""

from consent.operations.asking_again import allow_inline, answer_changes
from consent.operations.choosing import Answer, choose

__all__ = ["Answer", "allow_inline", "answer_changes", "choose"]
