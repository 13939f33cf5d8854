"""Un-ticked boxes that an app offers on the forms of other apps, which know nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from privacy.intake.limits.senders import Sender
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A box that somebody ticked: in which form, beside which words."""

    address: str
    language: str
    form: str
    words: str
    sender: Sender
    now: datetime


@dataclass(frozen=True, kw_only=True)
class OptionalBox:
    """``words``: what a tick says yes to, in the active language; empty while the box is not offered.

    ``carry_out`` does what the tick asks for, in a transaction of its own, with the same writes for every address.
    """

    words: Callable[[], str]
    carry_out: Callable[[Tick], object]


boxes: Registry[str, OptionalBox] = Registry("optional box")
