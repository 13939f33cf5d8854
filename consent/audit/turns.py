"""The turns of an audit, one for each state and device, distributed among parallel browsers."""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from consent.audit.observations import Visit
from consent.audit.states import DEVICES, State
from consent.audit.visiting import VisitPlan, visit_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NOTE_EVERY = 2.0  # seconds
Start = Callable[[], "AbstractContextManager[Browser]"]


class Turns:
    """A queue of turns, each with its own browser context, so that no state sees the storage of another."""

    def __init__(self, plan: VisitPlan, to_visit: Sequence[State], *, at_once: int, seconds: float) -> None:
        self._plan = replace(plan, on_page=self._count)
        self._lock, self.page_count = Lock(), 0
        self._turns = [(state, device) for state in to_visit for device in DEVICES]
        self._waiting = deque(range(len(self._turns)))
        self._at_once = max(1, min(at_once, len(self._turns)))
        self._end = time.monotonic() + seconds
        self._visits: dict[int, Visit] = {}

    @property
    def count(self) -> int:
        """The number of turns."""
        return len(self._turns)

    @property
    def planned_count(self) -> int:
        """The number of page visits of all turns."""
        return len(self._turns) * len(self._plan.pages)

    def take_all(self, start: Start, *, note: Callable[[int], None] = lambda _count: None) -> list[Visit]:
        """Return a visit for each turn, in their order. An error in a browser ends the others too.

        ``note`` is called every few seconds with the number of page visits so far, in the caller's thread.
        """
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="audit") as pool:
            # Each thread starts its own browser: Playwright works only in the thread that started it.
            running = {pool.submit(self._work, start) for _ in range(self._at_once)}
            while running:
                ended, running = wait(running, timeout=_NOTE_EVERY, return_when=FIRST_COMPLETED)
                note(self.page_count)
                for future in ended:
                    future.result()
        return [self._visits[number] for number in sorted(self._visits)]

    def _count(self) -> None:
        with self._lock:
            self.page_count += 1

    def _work(self, start: Start) -> None:
        try:
            with start() as browser:
                while (number := self._next()) is not None:
                    state, device = self._turns[number]
                    self._visits[number] = visit_site(browser, self._plan, state, device, until=self._until(number))
        except BaseException:
            self._waiting.clear()
            raise

    def _next(self) -> int | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _until(self, number: int) -> float:
        """Return the end of a turn, which gets an equal part of the time that is left."""
        now = time.monotonic()
        rounds = math.ceil((len(self._turns) - number) / self._at_once)
        return now + (self._end - now) / rounds
