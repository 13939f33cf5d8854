"""Registry of promises: an app registers a check of the live system for each promise that it can prove.

For a promise that no program can check, the app registers a reason (``unknowable``), and a member of staff confirms
the promise until a date (``privacy.verdicts.answers``).
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils.functional import Promise

from privacy.register.frozen.register import Register
from privacy.register.promises import catalogue
from privacy.register.promises.enums import VerdictKind
from privacy.registry import Registry
from privacy.web.own_site import OwnSite

Text = str | Promise
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The input of a check, besides the database.

    ``register`` is the frozen register to judge: the draft before a publication, otherwise
    the revision in force. ``site`` renders each page once for all checks of a run.
    """

    now: datetime
    register: Register
    site: OwnSite = field(default_factory=OwnSite, compare=False, repr=False)
    _results: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, compute: Callable[[], Result]) -> Result:
        """Return the result of ``compute``, which is called once in a run for each name.

        The result must depend on ``register`` alone, which no check changes.
        """
        if name not in self._results:
            self._results[name] = compute()
        result: Result = self._results[name]
        return result


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The result of a check: its kind, a readable figure, and the reason.

    ``vendors`` are the keys of the recipients that break the promise; the nightly run switches them off.
    """

    kind: VerdictKind
    figure: str
    reason: str = ""
    vendors: tuple[str, ...] = ()


def kept(figure: str) -> Verdict:
    """Return the verdict that the promise is kept, with the figure that shows it."""
    return Verdict(kind=VerdictKind.KEPT, figure=figure)


def broken(figure: str, reason: str, *, vendors: Iterable[str] = ()) -> Verdict:
    """Return the verdict that the promise is broken, with the reason and the keys of the recipients that break it."""
    return Verdict(kind=VerdictKind.BROKEN, figure=figure, reason=reason, vendors=tuple(vendors))


def unproven(figure: str, reason: str) -> Verdict:
    """Return the verdict that the promise could not be proven, with the missing evidence as the reason."""
    return Verdict(kind=VerdictKind.UNPROVEN, figure=figure, reason=reason)


Check = Callable[[Facts], Verdict]


@dataclass(frozen=True, kw_only=True)
class Unknowable:
    """The reason why no program can check a promise, for staff and an authority."""

    reason: Text


# A promise has a check or a reason, never both, so that no reason can replace a failing check.
promises: Registry[str, Check | Unknowable] = Registry("promise", order=lambda name, _entry: catalogue.number(name))


def promise(promise_id: str) -> Callable[[Check], Check]:
    """Register the check of a promise: ``@promise("P29")``. A check may write; its writes are rolled back."""

    def register(check: Check) -> Check:
        promises.add(promise_id, check)
        return check

    return register


def unknowable(promise_id: str, *, reason: Text) -> None:
    """Register the reason why no program can check a promise, in words for staff and an authority."""
    promises.add(promise_id, Unknowable(reason=reason))


def all_checks() -> Iterator[tuple[str, Check]]:
    """Yield each promise in the catalogue of the site that has a check, with the check."""
    yield from ((name, check) for name in catalogue.all_promises() if (check := check_of(name)))


def all_promises() -> list[str]:
    """Return every promise of the site's catalogue, in the order of the numbers."""
    return list(catalogue.all_promises())


def has_check(promise_id: str) -> bool:
    """Tell whether a promise has a check."""
    return check_of(promise_id) is not None


def check_of(promise_id: str) -> Check | None:
    """Return the check of a promise, or None."""
    entry = promises.get(promise_id)
    return None if isinstance(entry, Unknowable) else entry


def reason_of(promise_id: str) -> Text | None:
    """Return the reason why no program can check a promise, or None."""
    entry = promises.get(promise_id)
    return entry.reason if isinstance(entry, Unknowable) else None


def describe_check(promise_id: str) -> str:
    """Return the first paragraph of the check's docstring; empty without a check."""
    check = check_of(promise_id)
    text = inspect.getdoc(check) if check else ""
    return (text or "").partition("\n\n")[0].replace("\n", " ")
