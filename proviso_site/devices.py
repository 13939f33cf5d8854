"""The kind of device, as coarse as can be: read while a request is answered."""

import re

from django.http import HttpRequest

from privacy.enums import DeviceClass

_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Android(?!.*Mobi)")
_DESKTOP = re.compile(r"Windows NT|Macintosh|X11|CrOS")
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless|lighthouse", re.IGNORECASE
)


def device_class(request: HttpRequest) -> DeviceClass:
    """Return the class of device: from the words that browsers put there for this, else ``other``."""
    agent = request.headers.get("User-Agent", "")
    if _TABLET.search(agent):
        return DeviceClass.TABLET
    if request.headers.get("Sec-CH-UA-Mobile", "").strip() == "?1" or "Mobi" in agent:
        return DeviceClass.MOBILE
    return DeviceClass.DESKTOP if _DESKTOP.search(agent) else DeviceClass.OTHER


def is_robot(request: HttpRequest) -> bool:
    """Tell whether the request says of itself that no person reads the answer, or says nothing at all."""
    agent = request.headers.get("User-Agent", "")
    return not agent or _ROBOT.search(agent) is not None
