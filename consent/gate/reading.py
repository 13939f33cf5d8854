"""What a request's browser has chosen: for views, middleware and anybody else who asks."""

import re
from datetime import datetime

from django.http import HttpRequest

from consent.gate import cookie
from consent.gate import offer as offers
from consent.gate.cookie import Choice
from privacy.erasure.restore_windows import is_in_restore_window

_UNKNOWN = object()
_SENT = re.compile(rf"(?:^|;\s*){cookie.NAME}=([^;]*)")


def read_choice(request: HttpRequest, now: datetime) -> Choice | None:
    """Return the choice that the request's cookie proves.

    It is ours, in time, of no later revision than the one in force, and no restore has lost its record.
    """
    found = getattr(request, "_choice", _UNKNOWN)
    if found is _UNKNOWN:
        found = _verified(request, now)
        request._choice = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
    return found if isinstance(found, Choice) else None


def values_sent(request: HttpRequest) -> list[str]:
    """Return every value under the choice's name: one, unless a script has copied it to another path or domain."""
    return _SENT.findall(request.META.get("HTTP_COOKIE", ""))


def _verified(request: HttpRequest, now: datetime) -> Choice | None:
    """Of several the newest counts, as in the gate: a copy of an old yes outlives no withdrawal."""
    offer = offers.current() if cookie.NAME in request.COOKIES else None
    if offer is None:
        return None
    found = (cookie.read(value.strip('"')) for value in values_sent(request))
    ours = [one for one in found if one and not one.is_over(now) and one.revision <= offer.revision]
    ours = [one for one in ours if not is_in_restore_window(one.made_at)]
    return max(ours, key=lambda one: one.made_at, default=None)
