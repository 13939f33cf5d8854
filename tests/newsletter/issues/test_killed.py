"""Workers that are killed while they send: nobody gets an issue twice, and nobody is forgotten."""

import asyncio

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.rules import load_rules
from tools.bench import campaigns


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("A-09", "P19")
def test_killed_workers_send_nothing_twice_and_forget_nobody() -> None:
    load_rules()
    report = campaigns.kill_workers(count=400, kills=4, flushes=2, seed=11, clock=timezone.now)
    connection.close()
    assert (report.twice, report.missing) == (0, 0)
    assert report.in_doubt <= 4, "a worker has one message in its hand"


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the loop has a thread, which does nothing
def test_killed_workers_leave_no_session_behind_while_a_loop_runs() -> None:
    """As in a process that has run a browser: Django's connections are others inside the loop and in a new process."""
    load_rules()

    def kill() -> campaigns.KillReport:
        try:
            return campaigns.kill_workers(count=200, kills=4, flushes=2, seed=11, clock=timezone.now)
        finally:
            connection.close()

    async def inside() -> campaigns.KillReport:
        return kill()

    # A worker of pytest that has run a browser has a loop already.
    report = kill() if asyncio._get_running_loop() else asyncio.run(inside())
    connection.close()
    assert (report.twice, report.missing) == (0, 0)
