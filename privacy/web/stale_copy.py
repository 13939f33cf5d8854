"""A cached database value that is refreshed in the background."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import DatabaseError, connection

T = TypeVar("T")


class StaleWhileRevalidate(Generic[T]):
    """A value with the cache rules ``stale-while-revalidate`` and ``stale-if-error`` (RFC 5861).

    A value younger than ``fresh`` seconds is served. An older value is served while a thread refreshes it. A value
    older than ``stale`` seconds, in a process without requests for a while, is served only if the database fails.
    ``load`` receives the cached value, so that it can reuse unchanged parts; ``empty`` means that nothing is cached.
    """

    def __init__(self, load: Callable[[T], T], *, empty: T, name: str, fresh: float, stale: float) -> None:
        self.load = load
        self.fresh, self.stale = fresh, stale
        self._empty, self._name = empty, name
        self._value, self._looked_at = empty, float("-inf")
        self._forgotten = 0  # times
        self._is_refreshing = threading.Lock()

    def get(self) -> T:
        """Return the value. If nothing is cached, read the database now; its errors are raised."""
        age, value = time.monotonic() - self._looked_at, self._value
        if age < self.fresh:
            return value
        if value is self._empty:
            return self.refresh()
        if age >= self.stale:
            return self._refresh_or_keep()
        if self._is_refreshing.acquire(blocking=False):
            self._looked_at = time.monotonic()
            threading.Thread(target=self._refresh_in_thread, name=self._name, daemon=True).start()
        return value

    def refresh(self) -> T:
        """Read the database now, and return the value."""
        # Before the load, because the value may change meanwhile.
        looked_at, forgotten = time.monotonic(), self._forgotten
        value = self.load(self._value)
        if forgotten == self._forgotten:
            self._value, self._looked_at = value, looked_at
        return value

    def forget(self) -> None:
        """Drop the value, so that the next ``get`` reads the database; what is being read now is not kept."""
        self._forgotten += 1
        self._value, self._looked_at = self._empty, float("-inf")

    def _refresh_or_keep(self) -> T:
        try:
            return self.refresh()
        except DatabaseError:
            self._looked_at = time.monotonic()
            return self._value

    def _refresh_in_thread(self) -> None:
        try:
            self.refresh()
        finally:
            connection.close()
            self._is_refreshing.release()

    # For tests.

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Start with nothing cached, and then keep a value for days."""
        # A refreshing thread would read outside the transaction of the test, which may take more than an hour.
        before = self.fresh, self.stale
        self.fresh, self.stale = 864_000.0, 1_728_000.0
        self.forget()
        try:
            yield
        finally:
            self.fresh, self.stale = before
            self.forget()

    def assume(self, value: T) -> None:
        """Cache a value as if it had been read just now."""
        self._value, self._looked_at = value, time.monotonic()

    def age(self, seconds: float) -> None:
        """Make the cached value older by some seconds."""
        self._looked_at -= seconds
