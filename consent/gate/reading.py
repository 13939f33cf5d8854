"""Reading the choice from a request, for views and middleware."""

import re
from datetime import datetime

from django.http import HttpRequest

from consent.gate import cookie, ended
from consent.gate import offer as offers
from consent.gate.cookie import Choice
from privacy.erasure.restore_windows import is_in_restore_window

_UNKNOWN = object()
_SENT = re.compile(rf"(?:^|;\s*){cookie.NAME}=([^;]*)")


def read_choice(request: HttpRequest, now: datetime, *, shown: str = "") -> Choice | None:
    """Return the choice in the cookie if it is signed by us and still counts.

    It has not expired, is of no revision later than the current, and no restore has lost its record. ``shown`` is the
    value of a cookie that the browser just dropped; the newer of the two counts.
    """
    if shown:
        return _verified([*values_sent(request), shown], now)
    remembered = getattr(request, "_choice", _UNKNOWN)
    if remembered is _UNKNOWN:
        remembered = _verified(values_sent(request), now)
        request._choice = remembered  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
    return remembered if isinstance(remembered, Choice) else None


def values_sent(request: HttpRequest) -> list[str]:
    """Return every value of the choice cookie: several only if a script copied it to another path or domain."""
    return _SENT.findall(request.META.get("HTTP_COOKIE", ""))


def _verified(values: list[str], now: datetime) -> Choice | None:
    """Return the newest valid choice; of two in one second the one that grants less, as the gate does.

    A consent that has ended is none, whoever shows it again.
    """
    offer = offers.current() if values else None
    if offer is None:
        return None
    sent = (cookie.read(value.strip('"')) for value in values)
    ours = [choice for choice in sent if choice and not choice.is_over(now) and choice.revision <= offer.revision]
    newest = max(ours, key=lambda choice: (choice.made_at, -len(choice.granted)), default=None)
    # A lost or ended choice is asked again; it does not bring an earlier one back.
    if newest is None or is_in_restore_window(newest.made_at):
        return None
    return None if newest.record_id and ended.has_ended(newest.record_id) else newest
