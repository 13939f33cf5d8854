"""What a request says of its browser, and of what its owner wants: read at the moment of a choice, kept by nobody."""

from django.http import HttpRequest

from consent.gate.enums import Device


def says_no(request: HttpRequest) -> bool:
    """Tell whether the browser sends Global Privacy Control or Do Not Track: a no to analytics and marketing (C-25)."""
    return _is_one(request.META.get("HTTP_SEC_GPC")) or _is_one(request.META.get("HTTP_DNT"))


def device(request: HttpRequest) -> Device:
    """Return the class of device: as the browser says it, else the one word that tells phones apart."""
    if told := request.headers.get("Sec-CH-UA-Mobile"):
        return Device.MOBILE if told.strip() == "?1" else Device.DESKTOP
    return Device.MOBILE if "Mobi" in request.headers.get("User-Agent", "") else Device.DESKTOP


def _is_one(value: str | None) -> bool:
    """Exactly 1; of several headers, which arrive joined, any will do."""
    return value is not None and any(one.strip() == "1" for one in value.split(","))
