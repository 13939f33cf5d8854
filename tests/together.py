"""What several workers do at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
_PATIENCE = 120  # seconds, on a busy machine


def together(*work: Callable[[], T]) -> list[T]:
    """Begin all of it at once and return what each returned, in the same order.

    Raises the error of the first that failed, and ``TimeoutError`` when one has not ended after 120 seconds.
    """
    gate = Barrier(len(work), timeout=_PATIENCE)
    answers: list[Future[T]] = [Future() for _ in work]

    def run(act: Callable[[], T], answer: Future[T]) -> None:
        try:
            try:
                gate.wait()
                result = act()
            finally:
                connection.close()  # before the answer: the next test empties the tables
        except BaseException as error:  # noqa: BLE001 - raised where the answer is read
            answer.set_exception(error)
        else:
            answer.set_result(result)

    for act, answer in zip(work, answers, strict=True):
        Thread(target=run, args=(act, answer), daemon=True).start()
    return [answer.result(_PATIENCE) for answer in answers]
