"""The published register, held in the process so that a page needs no query.

Reads are answered from memory. When the copy is older than ``FRESH`` seconds the next reader gets it all the same
and one thread looks whether a newer revision exists. A copy older than ``STALE``, in a process that nobody asked for a
while, is shown to nobody while the database answers: what was published or switched off is thus seen everywhere within
seconds.
"""

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller

if TYPE_CHECKING:
    from privacy.register.models import Announcement

FRESH = 3.0
STALE = 6.0


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One revision as the site serves it.

    ``register`` is what was frozen; ``halted`` names the vendors that are switched off now;
    ``announcement`` is the last material change that people were told about.
    """

    number: int
    published_at: datetime
    sha256: str
    register: Register
    halted: frozenset[str] = frozenset()
    announcement: "Announcement | None" = None


class _Holder:
    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.looked_at = float("-inf")
        self.lock = threading.Lock()


_holder = _Holder()


def current() -> Snapshot | None:
    """Return the revision in force, or None before the first publication."""
    age = time.monotonic() - _holder.looked_at
    if age < FRESH:
        return _holder.snapshot
    if _holder.snapshot is None:
        refresh()
    elif age > STALE:
        _refresh_or_keep()
    elif _holder.lock.acquire(blocking=False):
        _holder.looked_at = time.monotonic()
        threading.Thread(target=_refresh_aside, name="in-force", daemon=True).start()
    return _holder.snapshot


def register() -> Register:
    """Return the register in force; an empty one before the first publication."""
    snapshot = current()
    return snapshot.register if snapshot else Register()


def controller() -> Controller:
    """Return who decides, as published; nothing but empty facts before the first publication."""
    return register().controller


def tells(purpose: str) -> bool:
    """Tell whether the policy in force has a purpose; before the first publication nothing is ruled out."""
    snapshot = current()
    return snapshot is None or any(one.key == purpose for one in snapshot.register.purposes)


def announced(now: datetime) -> "Announcement | None":
    """Return the change that the site tells everybody about now."""
    snapshot = current()
    last = snapshot.announcement if snapshot else None
    return last if last is not None and last.is_shown(now) else None


def refresh() -> None:
    """Read the newest revision now; a publication calls this for its own process."""
    from privacy.recipients.models import Vendor  # noqa: PLC0415 - a leaf that every layer reads
    from privacy.register.models import Announcement, Revision  # noqa: PLC0415 - a leaf that every layer reads

    known = _holder.snapshot
    newest = Revision.objects.newest_first().values_list("number", flat=True).first()
    halted = frozenset(Vendor.objects.filter(halted_at__isnull=False).values_list("key", flat=True))
    _holder.looked_at = time.monotonic()
    if newest is None:
        _holder.snapshot = None
        return
    if known is None or known.number != newest:
        revision = Revision.objects.get(number=newest)
        known = Snapshot(
            number=revision.number,
            published_at=revision.published_at,
            sha256=revision.sha256,
            register=revision.register,
            announcement=Announcement.objects.order_by("-revision_id").first(),
        )
    _holder.snapshot = replace(known, halted=halted)


def forget() -> None:
    """Drop the copy, so that the next reader reads the database."""
    _holder.snapshot, _holder.looked_at = None, float("-inf")


def _refresh_or_keep() -> None:
    """Read the database now; while it does not answer, the old copy is better than no page."""
    try:
        refresh()
    except DatabaseError:
        _holder.looked_at = time.monotonic()


def _refresh_aside() -> None:
    try:
        refresh()
    finally:
        connection.close()
        _holder.lock.release()
