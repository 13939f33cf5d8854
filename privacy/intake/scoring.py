"""Signs that a program sent a form. Each may be wrong, so none decides alone what becomes of a person's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.http import QueryDict

from privacy.intake.limits.senders import open_for

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MANY_LINKS = 3
_LEAST_SECONDS, _MOST_SECONDS = 1.5, 24 * 60 * 60
_HIGH = 3


class Sign(Enum):
    """A sign of a program."""

    BAIT = "wrote into the field that people do not see"
    NO_TIME = "never opened the page, or made its time up"
    HASTY = "sent the form before anybody could have read it"
    LINKS = "wrote more links than people do"
    STALE = "opened the page long ago, or a cache did"


# A cache may hold a page for long: an old time alone is no reason for anything.
_WEIGHTS = {Sign.BAIT: 3, Sign.NO_TIME: 2, Sign.HASTY: 2, Sign.LINKS: 2, Sign.STALE: 1}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The signs in what was sent."""

    signs: frozenset[Sign]

    @property
    def score(self) -> int:
        return sum(_WEIGHTS[sign] for sign in self.signs)

    @property
    def is_suspect(self) -> bool:
        """Tell whether it looks like a program's: the field for programs was filled in, or two other signs."""
        return self.score >= _HIGH


def judge(sent: QueryDict, now: datetime) -> Judgement:
    """Judge what was sent; nothing about the sender's address, nor about whom it names, is looked up."""
    signs = set[Sign]()
    if sent.get("homepage", "").strip():
        signs.add(Sign.BAIT)
    seconds = open_for(sent.get("loaded", ""), now)
    if seconds is None:
        signs.add(Sign.NO_TIME)
    elif seconds < _LEAST_SECONDS:
        signs.add(Sign.HASTY)
    elif seconds > _MOST_SECONDS:
        signs.add(Sign.STALE)
    if _links(sent) >= _MANY_LINKS:
        signs.add(Sign.LINKS)
    return Judgement(signs=frozenset(signs))


def _links(sent: Mapping[str, str]) -> int:
    return sum(len(_LINK.findall(value)) for name, value in sent.items() if name != "homepage")
