"""The promises that consent answers for: what cookies are used for, each row of their table, what a page does."""

from consent.promises import cookies, pages, uses

__all__ = ["cookies", "pages", "uses"]
