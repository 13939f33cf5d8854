"""Errors of staff accounts."""

from django.core.exceptions import PermissionDenied


class NotAllowedToGive(PermissionDenied):
    """An account may only give the permissions that it has, and never to itself.

    A permission denied: whatever entrance lets it through answers 403.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").partition("\n")[0])
