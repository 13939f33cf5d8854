"""What can stop a demonstration."""


class DemoError(Exception):
    """The demonstration cannot go on; the message is the one line that says why."""


class NotFoundError(DemoError):
    """What a person would look for on a page, or in the mailbox, is not there."""
