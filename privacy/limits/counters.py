"""Counters in the store that all processes share; each process counts for itself while the store is away."""

import logging
from datetime import datetime, timedelta
from threading import Lock

from django.core.cache import cache

logger = logging.getLogger(__name__)

# A store that does not answer costs a second each time it is asked.
_ASKED_AGAIN = timedelta(seconds=30)
_MOST_KEYS = 10_000
# While each process counts for itself, a limit is shared between about so many.
_PROCESSES = 4


class Counters:
    """Counts by key. A key holds its period, so that no count needs to be set back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._own: dict[str, int] = {}
        self._away_until: datetime | None = None

    def count(self, key: str, *, lasts: timedelta, now: datetime) -> int:
        """Add one to a counter that is forgotten after ``lasts``; return the new count."""
        if self.is_away(now):
            return self._count_here(key)
        try:
            cache.add(key, 0, timeout=int(lasts.total_seconds()))
            return cache.incr(key)
        except ValueError:
            # It ran out between the two steps.
            return 1
        except Exception as error:  # noqa: BLE001 - every backend has its own errors, and no form may fail for one
            logger.warning("limits are counted per process: %s", type(error).__name__)
            self._away_until = now + _ASKED_AGAIN
            return self._count_here(key)

    def share_of(self, limit: int, now: datetime) -> int:
        """Return the part of a limit that this process may use: all of it while the store answers."""
        return max(1, limit // _PROCESSES) if self.is_away(now) else limit

    def is_away(self, now: datetime) -> bool:
        """Tell whether the store failed within the last seconds."""
        return self._away_until is not None and now < self._away_until

    def forget(self) -> None:
        """Forget what this process counted, and ask the store again."""
        with self._lock:
            self._own.clear()
            self._away_until = None

    def _count_here(self, key: str) -> int:
        with self._lock:
            if len(self._own) >= _MOST_KEYS and key not in self._own:
                self._own.clear()
            self._own[key] = self._own.get(key, 0) + 1
            return self._own[key]


counters = Counters()
