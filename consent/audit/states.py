"""The states that a browser can be in, and the devices it can be on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from consent.services.enums import Category


class Step(StrEnum):
    """What is pressed on the page of choices before the visit: the value of a button, or of a box to tick first."""

    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class State:
    """How a browser comes to the site: what it has pressed, and what it is granted by that."""

    key: str
    steps: tuple[str, ...] = ()
    granted: frozenset[str] = frozenset()
    sends_gpc: bool = False
    runs_scripts: bool = True

    @property
    def label(self) -> str:
        """The state as people read it, in the active language."""
        return label(self.key)


UNANSWERED = State(key="unanswered")
PLAIN = State(key="no-javascript", runs_scripts=False)
GPC = State(key="gpc", sends_gpc=True)

WITHOUT_A_YES = frozenset({"unanswered", "refused", "gpc", "no-javascript"})  # "withdrawn" holds what came with a yes
_ONLY = "only-"


def of_our_site(categories: Iterable[str]) -> list[State]:
    """Return every state of a site whose register offers these optional categories."""
    offered = list(categories)
    everything = frozenset(offered)
    if not offered:
        return [UNANSWERED, GPC, PLAIN]
    return [
        UNANSWERED,
        State(key="refused", steps=(Step.NONE,)),
        *(State(key=f"{_ONLY}{one}", steps=(one,), granted=frozenset({one})) for one in offered),
        State(key="granted", steps=(Step.ALL,), granted=everything),
        State(key="withdrawn", steps=(Step.ALL, Step.NONE)),
        GPC,
        PLAIN,
    ]


def of_any_site() -> list[State]:
    """Return the states that need nobody to press anything: another site's own question is left alone."""
    return [UNANSWERED, GPC, PLAIN]


def label(key: str) -> str:
    """Say a state in words, in the active language."""
    if key.startswith(_ONLY):
        category = key.removeprefix(_ONLY)
        name = Category(category).label if category in Category.values else category
        return _("only %(category)s granted") % {"category": str(name).lower()}
    return {
        "unanswered": _("no choice made"),
        "refused": _("all refused"),
        "granted": _("all granted"),
        "withdrawn": _("granted, then withdrawn"),
        "gpc": _("browser sends Global Privacy Control"),
        "no-javascript": _("no JavaScript"),
    }.get(key, key)


@dataclass(frozen=True, kw_only=True)
class Device:
    """What the browser says it is."""

    key: str
    options: Mapping[str, Any]


DESKTOP = Device(key="desktop", options={"viewport": {"width": 1280, "height": 900}})
MOBILE = Device(
    key="mobile",
    options={
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/{version} Mobile Safari/537.36",
    },
)
DEVICES = (DESKTOP, MOBILE)


def device_label(key: str) -> str:
    """Say a device in words, in the active language."""
    return {"desktop": _("a computer"), "mobile": _("a mobile phone")}.get(key, key)
