"""Errors of answers. Each docstring is the default message."""


class NotAnswered(ValueError):
    """A message that is only kept, or whose writer was erased, is not answered, and neither is one with no text."""


class NotMarked(ValueError):
    """Nobody is marked in a message that is only kept, and nobody in what they wrote themselves."""
