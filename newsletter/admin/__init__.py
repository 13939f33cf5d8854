"""The newsletter, as staff see it."""

from newsletter.admin import issues, subscriptions

__all__ = ["issues", "subscriptions"]
