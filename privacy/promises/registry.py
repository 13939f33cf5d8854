"""Promises and their checks: an app ties a promise to a look at the live system.

Where no program can look, the app that owns the matter records why (``unknowable``), and a member of staff answers
for the promise until a day (``privacy.operations.answering``).
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils.functional import Promise

from privacy.promises import catalogue
from privacy.promises.enums import VerdictKind
from privacy.registry import Registry
from privacy.web.own_site import OwnSite

Text = str | Promise
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a check may know besides the database.

    ``content`` is the frozen register to judge: the draft when a publication is asked for, otherwise
    the revision in force. ``site`` renders each page once for all checks of a run.
    """

    now: datetime
    content: Mapping[str, Any]
    site: OwnSite = field(default_factory=OwnSite, compare=False, repr=False)
    _found: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, find: Callable[[], Found]) -> Found:
        """Return what ``find`` returned when a check of this run first asked under this name.

        For what follows from ``content`` alone; no check changes that.
        """
        if name not in self._found:
            self._found[name] = find()
        found: Found = self._found[name]
        return found


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer of one check: a kind, a figure that a person can read, and why.

    ``vendors`` are the keys of the recipients that break the promise; the nightly run switches them off.
    """

    kind: VerdictKind
    figure: str
    reason: str = ""
    vendors: tuple[str, ...] = ()


def kept(figure: str) -> Verdict:
    """Say that the promise holds, with the figure that shows it."""
    return Verdict(kind=VerdictKind.KEPT, figure=figure)


def broken(figure: str, reason: str, *, vendors: Iterable[str] = ()) -> Verdict:
    """Say that the promise does not hold, what breaks it, and which recipients (by key) stand behind that."""
    return Verdict(kind=VerdictKind.BROKEN, figure=figure, reason=reason, vendors=tuple(vendors))


def unproven(figure: str, reason: str) -> Verdict:
    """Say that the system cannot tell, and what is missing."""
    return Verdict(kind=VerdictKind.UNPROVEN, figure=figure, reason=reason)


Check = Callable[[Facts], Verdict]


@dataclass(frozen=True, kw_only=True)
class Unknowable:
    """Why no program can know whether a promise holds, in words that staff and an authority read."""

    reason: Text


# A promise has a check or a reason, never both: nobody can talk a failing check away.
promises: Registry[str, Check | Unknowable] = Registry("promise", order=lambda name, _entry: catalogue.number(name))


def promise(promise_id: str) -> Callable[[Check], Check]:
    """Register the check of one promise, such as ``@promise("P29")``. It may write: it is rolled back."""

    def register(check: Check) -> Check:
        promises.add(promise_id, check)
        return check

    return register


def unknowable(promise_id: str, *, reason: Text) -> None:
    """Record, in words that staff and an authority read, why no program can know whether a promise holds."""
    promises.add(promise_id, Unknowable(reason=reason))


def all_checks() -> Iterator[tuple[str, Check]]:
    """Yield every promise with its check, in the order of the numbers."""
    yield from ((name, entry) for name, entry in promises.items() if not isinstance(entry, Unknowable))


def all_promises() -> list[str]:
    """Return every promise that is known, checked or excused, in the order of the numbers."""
    return sorted({*catalogue.all_promises(), *promises}, key=catalogue.number)


def has_check(promise_id: str) -> bool:
    """Tell whether any app can check this promise."""
    return check_of(promise_id) is not None


def check_of(promise_id: str) -> Check | None:
    """Return the check of a promise, if there is one."""
    entry = promises.get(promise_id)
    return None if isinstance(entry, Unknowable) else entry


def reason_of(promise_id: str) -> Text | None:
    """Return why no program can know whether this promise holds, if an app has said so."""
    entry = promises.get(promise_id)
    return entry.reason if isinstance(entry, Unknowable) else None


def describe_check(promise_id: str) -> str:
    """Return the first paragraph of what the check says about itself; empty without a check."""
    check = check_of(promise_id)
    text = inspect.getdoc(check) if check else ""
    return (text or "").partition("\n\n")[0].replace("\n", " ")


def few(names: Sequence[str], most: int = 5) -> str:
    """Return the first of these names for a reason, and how many more there are."""
    more = f" +{len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more
