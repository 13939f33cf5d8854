"""The states of consent and the devices in which an audit visits a site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from consent.services.enums import Category


class Step(StrEnum):
    """The button to press on the page of choices before the visit. Another value is a box to tick first."""

    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class State:
    """A state in which a browser visits the site: its choices before, and the categories that these grant."""

    key: str
    steps: tuple[str, ...] = ()
    granted: frozenset[str] = frozenset()
    sends_gpc: bool = False
    runs_scripts: bool = True

    @property
    def label(self) -> str:
        """The state in words, in the active language."""
        return state_label(self.key)


UNANSWERED = State(key="unanswered")
PLAIN = State(key="no-javascript", runs_scripts=False)
GPC = State(key="gpc", sends_gpc=True)

# Not "withdrawn": such a browser has storage from before the withdrawal.
WITHOUT_CONSENT = frozenset({"unanswered", "refused", "gpc", "no-javascript"})
_ONLY = "only-"


def states_of_our_site(categories: Iterable[str]) -> list[State]:
    """Return the states in which to visit our site, given the optional categories of its register."""
    offered = list(categories)
    everything = frozenset(offered)
    if not offered:
        return [UNANSWERED, GPC, PLAIN]
    return [
        UNANSWERED,
        State(key="refused", steps=(Step.NONE,)),
        *(State(key=f"{_ONLY}{name}", steps=(name,), granted=frozenset({name})) for name in offered),
        State(key="granted", steps=(Step.ALL,), granted=everything),
        State(key="withdrawn", steps=(Step.ALL, Step.NONE)),
        GPC,
        PLAIN,
    ]


def states_of_other_sites() -> list[State]:
    """Return the states that need no choice: an audit does not answer another site's question."""
    return [UNANSWERED, GPC, PLAIN]


def state_label(key: str) -> str:
    """Return a state in words, in the active language."""
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
    """A device that the browser pretends to be."""

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
    """Return a device in words, in the active language."""
    return {"desktop": _("a computer"), "mobile": _("a mobile phone")}.get(key, key)
