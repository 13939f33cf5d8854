"""Reading the choice from a request, for views and middleware."""

import re
from datetime import datetime

from django.http import HttpRequest

from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.cookie import Choice

_UNKNOWN = object()
_SENT = re.compile(rf"(?:^|;\s*){cookie.NAME}=([^;]*)")


def read_choice(request: HttpRequest, now: datetime) -> Choice | None:
    """Return the choice in the cookie if it is signed by us, not expired and of no revision later than the current."""
    found = getattr(request, "_choice", _UNKNOWN)
    if found is _UNKNOWN:
        found = _verified(request, now)
        request._choice = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
    return found if isinstance(found, Choice) else None


def values_sent(request: HttpRequest) -> list[str]:
    """Return every value of the choice cookie: several only if a script copied it to another path or domain."""
    return _SENT.findall(request.META.get("HTTP_COOKIE", ""))


def _verified(request: HttpRequest, now: datetime) -> Choice | None:
    """Return the newest of several choices, as the gate does: a copy of an earlier consent outlives no withdrawal."""
    offer = offers.current() if cookie.NAME in request.COOKIES else None
    if offer is None:
        return None
    found = (cookie.read(value.strip('"')) for value in values_sent(request))
    ours = [one for one in found if one and not one.is_over(now) and one.revision <= offer.revision]
    return max(ours, key=lambda one: one.made_at, default=None)
