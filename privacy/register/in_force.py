"""The published register, cached in each process so that a page needs no query.

A publication or a halt in another process takes effect here within seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller
from privacy.register.languages.fields import site_languages
from privacy.web.stale_copy import StaleWhileRevalidate

if TYPE_CHECKING:
    from privacy.register.models import Announcement


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A published revision and the current state of the site.

    ``register`` is the frozen content; ``halted`` are the keys of the vendors that are switched off now;
    ``announcement`` is the last announced material change; ``languages`` are those that the policy was published in.
    """

    number: int
    published_at: datetime
    sha256: str
    register: Register
    halted: frozenset[str] = frozenset()
    announcement: "Announcement | None" = None
    languages: frozenset[str] = frozenset()


_sources: list[Callable[[], frozenset[str]]] = []


def halted_by(source: Callable[[], frozenset[str]]) -> Callable[[], frozenset[str]]:
    """Register a function that returns the keys of the vendors that are switched off now. A decorator."""
    _sources.append(source)
    return source


def _load(known: Snapshot | None) -> Snapshot | None:
    """Read the newest revision; the content of a known revision is reused."""
    from privacy.register.models import Announcement, Revision  # noqa: PLC0415 - a leaf that every layer reads

    newest = Revision.objects.newest_first().values_list("number", flat=True).first()
    if newest is None:
        return None
    halted = frozenset[str]().union(*(source() for source in _sources))
    if known is None or known.number != newest:
        revision = Revision.objects.get(number=newest)
        known = Snapshot(
            number=revision.number,
            published_at=revision.published_at,
            sha256=revision.sha256,
            register=revision.register,
            languages=frozenset(revision.texts.values_list("language", flat=True)),
            announcement=Announcement.objects.order_by("-revision_id").first(),
        )
    return replace(known, halted=halted)


copy = StaleWhileRevalidate(_load, empty=None, name="in-force", fresh=3, stale=6)


def current() -> Snapshot | None:
    """Return the revision in force, or None before the first publication."""
    return copy.get()


def register() -> Register:
    """Return the register in force; an empty one before the first publication."""
    snapshot = current()
    return snapshot.register if snapshot else Register()


def languages() -> list[str]:
    """Return the languages that the site offers: those that the policy in force has; all before a publication."""
    published = snapshot.languages if (snapshot := current()) else frozenset()
    return [code for code in site_languages() if code in published] or site_languages()


def controller() -> Controller:
    """Return the published controller; an empty one before the first publication."""
    return register().controller


def tells(purpose: str) -> bool:
    """Tell whether the policy in force has a purpose; always true before the first publication."""
    snapshot = current()
    return snapshot is None or any(published.key == purpose for published in snapshot.register.purposes)


def announced(now: datetime) -> "Announcement | None":
    """Return the change that is announced on the site now, or None."""
    snapshot = current()
    last = snapshot.announcement if snapshot else None
    return last if last is not None and last.is_shown(now) else None


def refresh() -> None:
    """Read the newest revision now; a publication calls this for its own process."""
    copy.refresh()


def forget() -> None:
    """Drop the cached copy, so that the next call reads the database."""
    copy.forget()
