"""The turns of an audit, one for each state and device, distributed among parallel browsers."""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from consent.audit.observations import Visit
from consent.audit.states import DEVICES, State
from consent.audit.visiting import VisitPlan, visit_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Start = Callable[[], "AbstractContextManager[Browser]"]


class Turns:
    """A queue of turns, each with its own browser context, so that no state sees the storage of another."""

    def __init__(self, plan: VisitPlan, to_visit: Sequence[State], *, at_once: int, seconds: float) -> None:
        self._plan = plan
        self._turns = [(state, device) for state in to_visit for device in DEVICES]
        self._waiting = deque(range(len(self._turns)))
        self._at_once = max(1, min(at_once, len(self._turns)))
        self._end = time.monotonic() + seconds
        self._visits: dict[int, Visit] = {}

    def take_all(self, start: Start) -> list[Visit]:
        """Return a visit for each turn, in their order. An error in a browser ends the others too."""
        if self._at_once == 1:
            self._work(start)
        else:
            with ThreadPoolExecutor(self._at_once, thread_name_prefix="audit") as pool:
                # Each thread starts its own browser: Playwright works only in the thread that started it.
                for future in [pool.submit(self._work, start) for _ in range(self._at_once)]:
                    future.result()
        return [self._visits[number] for number in sorted(self._visits)]

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
