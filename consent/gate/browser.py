"""Signals that a request carries about its browser, read at the moment of a choice and not stored."""

from django.http import HttpRequest

from consent.gate.enums import Device


def says_no(request: HttpRequest) -> bool:
    """Tell whether the browser sends Global Privacy Control or Do Not Track: no analytics or marketing (C-25)."""
    return _is_one(request.META.get("HTTP_SEC_GPC")) or _is_one(request.META.get("HTTP_DNT"))


def device(request: HttpRequest) -> Device:
    """Return the device class from the browser's client hint, else from the word that only phones send."""
    if hint := request.headers.get("Sec-CH-UA-Mobile"):
        return Device.MOBILE if hint.strip() == "?1" else Device.DESKTOP
    return Device.MOBILE if "Mobi" in request.headers.get("User-Agent", "") else Device.DESKTOP


def _is_one(value: str | None) -> bool:
    """Tell whether the header is exactly 1; of several headers, which arrive joined, any may be."""
    return value is not None and any(directive.strip() == "1" for directive in value.split(","))
