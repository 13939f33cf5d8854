"""A copy that is served while it is looked up anew; a restored database and the register rely on it."""

import threading

import pytest
from django.db import OperationalError

from privacy.web.stale_copy import StaleWhileRevalidate


class Source:
    """Counts how often it is asked, and answers with that number; ``error`` is raised instead."""

    def __init__(self) -> None:
        self.looks = 0
        self.error: Exception | None = None

    def load(self, known: int) -> int:
        self.looks += 1
        if self.error:
            raise self.error
        return self.looks


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def copy(source: Source) -> StaleWhileRevalidate[int]:
    return StaleWhileRevalidate(source.load, empty=0, name="stale-copy-test", fresh=100, stale=200)


def settle() -> None:
    for thread in threading.enumerate():
        if thread.name == "stale-copy-test":
            thread.join()


def test_fresh_copy_is_served_without_a_look(copy: StaleWhileRevalidate[int], source: Source) -> None:
    assert [copy.get() for _ in range(3)] == [1, 1, 1]
    copy.age(99)
    assert (copy.get(), source.looks) == (1, 1)


def test_older_copy_is_served_and_refreshed_aside(copy: StaleWhileRevalidate[int]) -> None:
    copy.get()
    copy.age(101)
    assert copy.get() == 1
    settle()
    assert copy.get() == 2


def test_stale_copy_is_not_served(copy: StaleWhileRevalidate[int]) -> None:
    copy.get()
    copy.age(201)
    assert copy.get() == 2


def test_stale_copy_is_served_while_the_database_is_away(copy: StaleWhileRevalidate[int], source: Source) -> None:
    copy.get()
    copy.age(201)
    source.error = OperationalError()
    assert (copy.get(), source.looks) == (1, 2)
    assert (copy.get(), source.looks) == (1, 2)


def test_without_a_copy_the_error_is_the_callers(copy: StaleWhileRevalidate[int], source: Source) -> None:
    source.error = OperationalError()
    with pytest.raises(OperationalError):
        copy.get()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_refresh_that_fails_is_tried_again(copy: StaleWhileRevalidate[int], source: Source) -> None:
    copy.get()
    source.error = ConnectionError()
    copy.age(101)
    assert copy.get() == 1
    settle()
    source.error = None
    copy.age(101)
    assert copy.get() == 1
    settle()
    assert copy.get() == 3


def test_forgotten_copy_is_looked_up(copy: StaleWhileRevalidate[int]) -> None:
    copy.get()
    copy.forget()
    assert copy.get() == 2


def test_look_that_began_before_the_copy_was_forgotten_is_not_kept(source: Source) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def load(known: int) -> int:
        number = source.load(known)
        if threading.current_thread().name == "stale-copy-test":
            begun.set()
            may_end.wait(10)
        return number

    copy = StaleWhileRevalidate(load, empty=0, name="stale-copy-test", fresh=100, stale=200)
    copy.get()
    copy.age(101)
    copy.get()
    assert begun.wait(10)
    copy.forget()
    assert copy.get() == 3
    may_end.set()
    settle()
    assert copy.get() == 3, "2 is of before"


def test_lasting_copy_is_kept_and_then_dropped(copy: StaleWhileRevalidate[int]) -> None:
    with copy.lasting():
        copy.assume(7)
        copy.age(8 * 3600)
        assert copy.get() == 7
    assert copy.get() == 1
