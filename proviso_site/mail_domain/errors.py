"""Errors of the domain that mail is sent from. Each docstring is the default message."""


class NameServerError(Exception):
    """The name server did not answer. Name another with --server."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.__doc__} {detail}".strip())
