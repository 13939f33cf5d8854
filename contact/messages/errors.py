"""Errors of answers. Each docstring is the default message."""


class NotAnswered(ValueError):
    """A message that is only kept, or an empty text, is not answered."""
