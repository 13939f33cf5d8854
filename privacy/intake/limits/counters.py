"""Counters and notes in the store that all processes share; each process keeps its own while the store is away."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import cache

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# A store that does not answer costs a second each time it is asked.
_ASKED_AGAIN = timedelta(seconds=30)
_MOST_KEYS = 10_000
# While each process counts for itself, a limit is shared between about so many.
_PROCESSES = 4


class Counters:
    """Counts and notes by key. A key holds its period, so that no count needs to be set back."""

    def __init__(self) -> None:
        self._lock = Lock()
        # The store's count when it was last asked, and how many were counted here.
        self._counts: dict[str, tuple[int, int]] = {}
        self._notes: dict[str, str] = {}
        self._away_until: datetime | None = None

    def count(self, key: str, *, lasts: timedelta, now: datetime) -> int:
        """Add one to a counter that is forgotten after ``lasts``; return the new count."""
        return self.count_roughly(key, step=1, lasts=lasts, now=now)

    def count_roughly(self, key: str, *, step: int, lasts: timedelta, now: datetime) -> int:
        """Add one as ``count`` does, and ask the store once in ``step`` calls only.

        The count that is returned may lack up to ``step`` of each other process.
        """
        with self._lock:
            self._make_room(self._counts, key)
            known, own = self._counts.get(key, (0, 0))
            own += 1
            self._counts[key] = (known, own)
        if own % step:
            return own if self.is_away(now) else known + own % step

        def shared() -> int:
            cache.add(key, 0, timeout=int(lasts.total_seconds()))
            try:
                return cache.incr(key, step)
            except ValueError:
                # It ran out between the two steps.
                return step

        total = self._ask(shared, lambda: own, now)
        with self._lock:
            known, own = self._counts.get(key, (0, own))
            self._counts[key] = (max(known, total), own)
        return total

    def value(self, key: str, *, now: datetime) -> int:
        """Return a counter without adding to it."""
        return self._ask(lambda: int(cache.get(key, 0)), lambda: self._counts.get(key, (0, 0))[1], now)

    def note(self, key: str, text: str, *, lasts: timedelta, now: datetime) -> None:
        """Remember a text for ``lasts``."""

        def shared() -> None:
            cache.set(key, text, timeout=int(lasts.total_seconds()))

        self._ask(shared, lambda: self._note_here(key, text), now)

    def noted(self, key: str, *, now: datetime) -> str:
        """Return the text that is remembered; empty if there is none."""
        return self._ask(lambda: str(cache.get(key, "")), lambda: self._notes.get(key, ""), now)

    def share_of(self, limit: int, now: datetime) -> int:
        """Return the part of a limit that this process may use: all of it while the store answers."""
        return max(1, limit // _PROCESSES) if self.is_away(now) else limit

    def is_away(self, now: datetime) -> bool:
        """Tell whether the store failed within the last seconds."""
        return self._away_until is not None and now < self._away_until

    def forget(self) -> None:
        """Forget what this process counted, and ask the store again."""
        with self._lock:
            self._counts.clear()
            self._notes.clear()
            self._away_until = None

    def _ask(self, shared: Callable[[], Answer], here: Callable[[], Answer], now: datetime) -> Answer:
        if self.is_away(now):
            return here()
        try:
            return shared()
        except Exception as error:  # noqa: BLE001 - every backend has its own errors, and no form may fail for one
            logger.warning("limits are counted per process: %s", type(error).__name__)
            self._away_until = now + _ASKED_AGAIN
            return here()

    def _note_here(self, key: str, text: str) -> None:
        with self._lock:
            self._make_room(self._notes, key)
            self._notes[key] = text

    def _make_room(self, kept: dict[str, Any], key: str) -> None:
        if len(kept) >= _MOST_KEYS and key not in kept:
            kept.clear()


counters = Counters()
