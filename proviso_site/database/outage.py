"""Is the database down? Known from one thread that asks, so that no request waits to find out."""

import threading
from collections.abc import Callable

import psycopg
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError

_ASKED_EVERY = 1.0  # seconds

# Classes and codes of PostgreSQL: connection errors, and a server that starts, stops or has no connection left.
_CONNECTION = ("08", "57P01", "57P02", "57P03", "53300")


class Outage:
    """Whether the database is down. ``suspect`` starts a thread that asks until the database answers."""

    def __init__(self) -> None:
        self._is_on = threading.Event()
        self._answered = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def is_on(self) -> bool:
        """Return whether the database did not answer when it was last asked."""
        return self._is_on.is_set()

    def suspect(self, ask: Callable[[], None], then: Callable[[], None]) -> None:
        """Find out whether the database is down. ``ask`` raises if it is; ``then`` is called when it answers."""
        with self._lock:
            if self._thread is None:
                self._answered.clear()
                self._thread = threading.Thread(target=self._watch, args=(ask, then), name="outage", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until the database has answered a suspicion; return whether it has."""
        return self._answered.wait(seconds)

    def _watch(self, ask: Callable[[], None], then: Callable[[], None]) -> None:
        pause = threading.Event()
        while True:
            try:
                ask()
            except psycopg.Error:
                self._is_on.set()
                pause.wait(_ASKED_EVERY)
            else:
                break
        then()
        with self._lock:
            self._is_on.clear()
            self._thread = None
        self._answered.set()


outage = Outage()


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error means that the database is down, rather than that it refused a statement."""
    if not isinstance(error, DatabaseError):
        return False
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith(_CONNECTION))
