"""What a request's browser has chosen: for views, middleware and anybody else who asks."""

from datetime import datetime

from django.http import HttpRequest

from consent import cookie
from consent.cookie import Choice
from consent.queries import offer as offers

_UNKNOWN = object()


def read_choice(request: HttpRequest, now: datetime) -> Choice | None:
    """Return the choice that the request's cookie proves: ours, in time, of no later revision than the one in force."""
    found = getattr(request, "_choice", _UNKNOWN)
    if found is _UNKNOWN:
        found = _verified(request, now)
        request._choice = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
    return found if isinstance(found, Choice) else None


def _verified(request: HttpRequest, now: datetime) -> Choice | None:
    value = request.COOKIES.get(cookie.NAME)
    choice = cookie.read(value) if value else None
    if choice is None or choice.is_over(now):
        return None
    offer = offers.current()
    return choice if offer and choice.revision <= offer.revision else None
