"""Errors that stop a demonstration."""


class DemoError(Exception):
    """The demonstration cannot go on; the message is a single line with the reason."""


class NotFoundError(DemoError):
    """A page or the mailbox lacks something that a person would look for."""
