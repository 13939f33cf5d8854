"""The turns of an audit, one for each state on each device, shared out among browsers that run at the same time."""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from consent.audit.observations import Visit
from consent.audit.states import DEVICES, State
from consent.audit.visiting import Plan, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Start = Callable[[], "AbstractContextManager[Browser]"]


class Turns:
    """Every turn gets a browser context of its own, so that what one state stored is never seen in another.

    Each thread drives a browser of its own: Playwright belongs to the thread that started it.
    """

    def __init__(self, plan: Plan, wanted: Sequence[State], *, at_once: int, seconds: float) -> None:
        self._plan = plan
        self._turns = [(state, device) for state in wanted for device in DEVICES]
        self._waiting = deque(range(len(self._turns)))
        self._at_once = max(1, min(at_once, len(self._turns)))
        self._end = time.monotonic() + seconds
        self._visits: dict[int, Visit] = {}

    def take_all(self, start: Start) -> list[Visit]:
        """Return a visit for each turn, in their order. What a browser raises ends the others after their turn."""
        if self._at_once == 1:
            self._work(start)
        else:
            with ThreadPoolExecutor(self._at_once, thread_name_prefix="audit") as pool:
                for done in [pool.submit(self._work, start) for _ in range(self._at_once)]:
                    done.result()
        return [self._visits[number] for number in sorted(self._visits)]

    def _work(self, start: Start) -> None:
        try:
            with start() as browser:
                while (number := self._next()) is not None:
                    state, device = self._turns[number]
                    self._visits[number] = visit(browser, self._plan, state, device, until=self._until(number))
        except BaseException:
            self._waiting.clear()
            raise

    def _next(self) -> int | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _until(self, number: int) -> float:
        """Give a turn an equal part of the time that is left."""
        now = time.monotonic()
        rounds = math.ceil((len(self._turns) - number) / self._at_once)
        return now + (self._end - now) / rounds
