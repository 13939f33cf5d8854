"""Each state of a run: asked for, begun, under way, ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from privacy.jobs import nudge
from privacy.runs import jobs
from privacy.runs.enums import RunState
from privacy.runs.errors import RunUnderWay
from privacy.runs.models import StaffRun


def ask(*, kind: str, by: User, language: str, now: datetime, details: Mapping[str, Any] | None = None) -> StaffRun:
    """Have a worker do a kind of work as soon as it can. Raises ``RunUnderWay`` if the same waits or runs."""
    try:
        with transaction.atomic():
            run = StaffRun.objects.create(
                kind=kind, asked_by=by, asked_at=now, language=language, details=dict(details or {})
            )
    except IntegrityError as there:
        raise RunUnderWay from there
    nudge(jobs.CARRY_OUT)
    return run


def begin(*, run_id: UUID, now: datetime) -> bool:
    """Mark a waiting run as under way; return False if it does not wait any more. The caller holds its lock."""
    waiting = StaffRun.objects.waiting().filter(pk=run_id)
    return bool(waiting.update(state=RunState.RUNNING, started_at=now, progressed_at=now))


def note_progress(*, run_id: UUID, done: int, planned: int, now: datetime) -> None:
    """Store how far a run is."""
    StaffRun.objects.filter(pk=run_id).update(done_count=done, planned_count=planned, progressed_at=now)


def keep_result(*, run_id: UUID, result: Mapping[str, Any]) -> None:
    """Store what the page that asked for a run shows of it."""
    StaffRun.objects.filter(pk=run_id).update(result=result)


def finish(*, run_id: UUID, state: RunState, words: list[str], now: datetime) -> bool:
    """End a run that is under way, with its result in words; return False if it has ended already.

    Work that writes calls this in the transaction of its writes: a process that is killed then leaves both or neither.
    """
    running = StaffRun.objects.filter(pk=run_id, state=RunState.RUNNING)
    return bool(running.update(state=state, words=words, finished_at=now))
