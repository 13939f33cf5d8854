"""The kind of device, as coarse as can be: read while a request is answered.

Every page asks, so this reads ``META`` and compares plain words: no pattern, and none of the copies of
``request.headers``.
"""

from django.http import HttpRequest

from privacy.statistics.enums import DeviceClass

_TABLETS = ("iPad", "Tablet", "PlayBook")
_DESKTOPS = ("Windows NT", "Macintosh", "X11", "CrOS")
_ROBOTS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "fetch",
    "monitor",
    "curl",
    "wget",
    "python",
    "headless",
    "lighthouse",
)


def device_class(request: HttpRequest) -> DeviceClass:
    """Return the class of device: from the words that browsers put there for this, else ``other``."""
    agent = _agent(request)
    is_mobile = "Mobi" in agent or request.META.get("HTTP_SEC_CH_UA_MOBILE", "").strip() == "?1"
    if _has(agent, _TABLETS) or ("Android" in agent and not is_mobile):
        return DeviceClass.TABLET
    if is_mobile:
        return DeviceClass.MOBILE
    return DeviceClass.DESKTOP if _has(agent, _DESKTOPS) else DeviceClass.OTHER


def is_robot(request: HttpRequest) -> bool:
    """Tell whether the request says of itself that no person reads the answer, or says nothing at all."""
    agent = _agent(request).lower()
    return not agent or _has(agent, _ROBOTS)


def _agent(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))


def _has(agent: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator costs more than all the comparisons
        if word in agent:
            return True
    return False
