"""No test waits for ever: after ``faulthandler_timeout`` its worker tells where every thread is, and ends."""

import faulthandler

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Bound what a failed test takes down as well: pytest takes its own bound away when a test fails."""
    seconds = float(item.config.getini("faulthandler_timeout"))
    if seconds:
        told = item.config.stash[fault_handler_stderr_fd_key]  # what the test prints to is kept from the reader
        faulthandler.dump_traceback_later(seconds, exit=True, file=told)
