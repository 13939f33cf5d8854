"""The threads in which requests are answered."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class AnswerThreads:
    """A fixed number of threads; a function waits in line until one is free."""

    # Less work for each request than concurrent.futures: one future instead of two, and no work item.
    def __init__(self, count: int) -> None:
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        for number in range(count):
            threading.Thread(target=self._work, name=f"answer-{number + 1}", daemon=True).start()

    def run(self, function: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Return a future of what ``function`` returns or raises."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self._jobs.put((function, future))
        return future

    def _work(self) -> None:
        while True:
            function, future = self._jobs.get()
            setter: Callable[[asyncio.Future[Any], Any], None] = _set_result
            try:
                outcome = function()
            except BaseException as error:  # noqa: BLE001 - it is raised where the future is awaited
                outcome, setter = error, _set_exception
            try:
                self._loop.call_soon_threadsafe(setter, future, outcome)
            except RuntimeError:  # the loop is closed: the process ends
                return


def _set_result(future: "asyncio.Future[Any]", outcome: Any) -> None:
    if not future.done():  # the client may have left
        future.set_result(outcome)


def _set_exception(future: "asyncio.Future[Any]", error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
