"""Errors of the import of a list. Each docstring is the default message."""

from newsletter.errors import NewsletterError


class UnreadableList(NewsletterError):
    """The file is no list of people. Send a CSV file with a row of names, or a zip of such files."""

    def __init__(self, fault: str = "") -> None:
        super().__init__(fault or self.__doc__)


class ImportNotWaiting(NewsletterError):
    """The list is not ready to be taken over: it is being read, was taken over already, or its file is gone."""
