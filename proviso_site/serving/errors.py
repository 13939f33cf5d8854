"""Errors of serving."""

from http import HTTPStatus


class BodyRefused(Exception):
    """The body is too large or malformed, or did not arrive in time."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status
