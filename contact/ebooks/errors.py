"""Errors of e-books. The message of each is shown to staff."""


class FileRefused(ValueError):
    """A file is none that is offered, or is damaged or too large."""


class NotPublishable(ValueError):
    """A book has no title, or no file."""


class LinkUsedUp(ValueError):
    """The request behind a link is deleted, or its book is."""


class FileReplaced(ValueError):
    """Staff replaced a file while somebody downloaded it."""
