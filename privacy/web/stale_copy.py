"""A value of the database that is served from memory and looked up anew in the background."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import DatabaseError, connection

T = TypeVar("T")


class StaleWhileRevalidate(Generic[T]):
    """Serve a copy and refresh it, as a cache does under ``stale-while-revalidate`` and ``stale-if-error`` (RFC 5861).

    A copy younger than ``fresh`` seconds is served as it is. An older one is served too, while one thread looks up
    the next. One older than ``stale``, in a process that nobody asked for a while, is served only if the database
    does not answer. ``load`` gets the copy that is known, to reuse what is unchanged; ``empty`` stands for no copy.
    """

    def __init__(self, load: Callable[[T], T], *, empty: T, name: str, fresh: float, stale: float) -> None:
        self.load = load
        self.fresh, self.stale = fresh, stale
        self._empty, self._name = empty, name
        self._value, self._looked_at = empty, float("-inf")
        self._is_refreshing = threading.Lock()

    def get(self) -> T:
        """Return the copy. Without one the database is read now, and its errors are the caller's."""
        age, value = time.monotonic() - self._looked_at, self._value
        if age < self.fresh:
            return value
        if value is self._empty:
            return self.refresh()
        if age >= self.stale:
            return self._refresh_or_keep()
        if self._is_refreshing.acquire(blocking=False):
            self._looked_at = time.monotonic()
            threading.Thread(target=self._refresh_aside, name=self._name, daemon=True).start()
        return value

    def refresh(self) -> T:
        """Look now."""
        looked_at = time.monotonic()  # before: the value may change while it is read
        self._value = self.load(self._value)
        self._looked_at = looked_at
        return self._value

    def forget(self) -> None:
        """Drop the copy, so that the next reader looks."""
        self._value, self._looked_at = self._empty, float("-inf")

    def _refresh_or_keep(self) -> T:
        try:
            return self.refresh()
        except DatabaseError:
            self._looked_at = time.monotonic()
            return self._value

    def _refresh_aside(self) -> None:
        try:
            self.refresh()
        finally:
            connection.close()
            self._is_refreshing.release()

    # For tests.

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Start without a copy, and keep one for hours: a thread would look outside the transaction of a test."""
        before = self.fresh, self.stale
        self.fresh, self.stale = 3600.0, 7200.0
        self.forget()
        try:
            yield
        finally:
            self.fresh, self.stale = before
            self.forget()

    def assume(self, value: T) -> None:
        """Take a value for looked up just now."""
        self._value, self._looked_at = value, time.monotonic()

    def age(self, seconds: float) -> None:
        """Make the copy so much older."""
        self._looked_at -= seconds
