"""Promises and their checks: each app's ``promises.py`` ties a promise to a look at the live system."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacy.enums import VerdictKind


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a check may know besides the database.

    ``content`` is the frozen register to judge: the draft when a publication is asked for, otherwise
    the revision in force.
    """

    now: datetime
    content: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer of one check: a kind, a figure that a person can read, and why."""

    kind: VerdictKind
    figure: str
    reason: str = ""


def kept(figure: str) -> Verdict:
    """Say that the promise holds, with the figure that shows it."""
    return Verdict(kind=VerdictKind.KEPT, figure=figure)


def broken(figure: str, reason: str) -> Verdict:
    """Say that the promise does not hold, and what breaks it."""
    return Verdict(kind=VerdictKind.BROKEN, figure=figure, reason=reason)


def unproven(figure: str, reason: str) -> Verdict:
    """Say that the system cannot tell, and what is missing."""
    return Verdict(kind=VerdictKind.UNPROVEN, figure=figure, reason=reason)


Check = Callable[[Facts], Verdict]

_checks: dict[str, Check] = {}


def promise(promise_id: str) -> Callable[[Check], Check]:
    """Register the check of one promise, such as ``@promise("P29")``."""

    def register(check: Check) -> Check:
        _checks[promise_id] = check
        return check

    return register


def all_checks() -> Iterator[tuple[str, Check]]:
    """Yield every promise with its check, in the order of the numbers."""
    yield from sorted(_checks.items(), key=lambda item: int(item[0].lstrip("P")))


def has_check(promise_id: str) -> bool:
    """Tell whether any app can check this promise."""
    return promise_id in _checks
