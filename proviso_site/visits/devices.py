"""The device class of a request, as coarse as possible."""

# Every request is classified, so this reads META and compares substrings: regular expressions are slower, and so is
# request.headers, which copies all headers.

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
    """Return the device class according to the ``User-Agent``, ``other`` if it has none."""
    agent = _agent(request)
    is_mobile = "Mobi" in agent or request.META.get("HTTP_SEC_CH_UA_MOBILE", "").strip() == "?1"
    if _has(agent, _TABLETS) or ("Android" in agent and not is_mobile):
        return DeviceClass.TABLET
    if is_mobile:
        return DeviceClass.MOBILE
    return DeviceClass.DESKTOP if _has(agent, _DESKTOPS) else DeviceClass.OTHER


def is_robot(request: HttpRequest) -> bool:
    """Return whether the ``User-Agent`` is that of a program, or empty."""
    agent = _agent(request).lower()
    return not agent or _has(agent, _ROBOTS)


def _agent(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))


def _has(agent: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator is slower than all the comparisons
        if word in agent:
            return True
    return False
