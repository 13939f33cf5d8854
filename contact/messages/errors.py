"""Errors of answers. Each docstring is the default message."""


class NotAnswered(ValueError):
    """A message that is only kept, or an empty text, is not answered."""


class NotMarked(ValueError):
    """Nobody is marked in a message that is only kept, and nobody in what they wrote themselves."""
