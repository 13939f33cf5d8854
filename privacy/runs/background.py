"""The kinds of work that staff can ask for, and the worker's turn of doing them.

A noun registers a kind beside its operation: ``@staff_work("publication", …)``. Its page asks with ``admin_asking`` and
shows ``page_context``. The row in the database is the order, so that a message that is lost with the broker is found by
the next tick.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from privacy.registry import Registry
from privacy.runs import operations
from privacy.runs.enums import RunState
from privacy.runs.errors import WorkRefused
from privacy.runs.interrupted import closes
from privacy.runs.liveness import alone
from privacy.runs.models import StaffRun

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Note:
    """Stores how far the work of a run is; ``clock`` is the worker's, for work that takes longer than a moment."""

    run_id: UUID
    clock: Clock

    def __call__(self, done: int, planned: int) -> None:
        operations.note_progress(run_id=self.run_id, done=done, planned=planned, now=self.clock())


class CarryOut(Protocol):
    """Do the work of a run and return its result in words. Raises ``WorkRefused`` with the reasons."""

    def __call__(self, *, run: StaffRun, note: Note, now: datetime) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class StaffWork:
    """A kind of work: its title, the page that asks for it and shows it, and what a worker calls.

    ``if_stopped`` says in one sentence what is left when the process is killed in the middle.
    """

    title: str | Promise
    url_name: str
    if_stopped: str | Promise
    carry_out: CarryOut


kinds: Registry[str, StaffWork] = Registry("kind of work")


def staff_work(
    kind: str, *, title: str | Promise, url_name: str, if_stopped: str | Promise
) -> Callable[[CarryOut], CarryOut]:
    """Register the decorated function as what a worker calls for a kind of work."""

    def register(carry_out: CarryOut) -> CarryOut:
        kinds.add(kind, StaffWork(title=title, url_name=url_name, if_stopped=if_stopped, carry_out=carry_out))
        return carry_out

    return register


def latest(kind: str) -> StaffRun | None:
    """Return the newest run of a kind, for its page."""
    run: StaffRun | None = StaffRun.objects.of_kind(kind).first()
    return run


def carry_out_waiting(*, clock: Clock) -> int:
    """Do the work that waits, the oldest first; return how many runs were done here. May run in several workers."""
    count = 0
    for run_id in StaffRun.objects.waiting().order_by("asked_at").values_list("pk", flat=True):
        with alone(StaffRun._meta.label_lower, run_id) as is_ours:
            if is_ours and operations.begin(run_id=run_id, now=clock()):
                _carry_out(StaffRun.objects.select_related("asked_by").get(pk=run_id), clock)
                count += 1
    return count


@closes(StaffRun, field="state", running=RunState.RUNNING)
def close_interrupted(*, run_id: UUID, now: datetime) -> None:
    """Say in a run whose process was stopped what is left: work that is done has ended in its own transaction."""
    run = StaffRun.objects.get(pk=run_id)
    with translation.override(run.language):
        stopped = _("The process was stopped before the work was done. %(left)s Ask for it again.")
        words = [stopped % {"left": kinds[run.kind].if_stopped}]
    operations.finish(run_id=run_id, state=RunState.INTERRUPTED, words=words, now=now)


def _carry_out(run: StaffRun, clock: Clock) -> None:
    state, note = RunState.DONE, Note(run_id=run.pk, clock=clock)
    with translation.override(run.language):
        try:
            words = _do(run, note, clock)
        except WorkRefused as refusal:
            state, words = RunState.REFUSED, refusal.reasons
        except Exception as error:  # noqa: BLE001 - whoever asked must not wait for ever
            # The error itself is not logged: its message may quote a row with personal data.
            logger.error("%s %s failed: %s at %s", run.kind, run.pk, type(error).__name__, _places(error))
            state = RunState.FAILED
            words = [_("The work failed (%(error)s); the log says where.") % {"error": type(error).__name__}]
        operations.finish(run_id=run.pk, state=state, words=words, now=clock())


def _do(run: StaffRun, note: Note, clock: Clock) -> list[str]:
    if not run.asked_by.is_active:
        raise WorkRefused([_("The account of who asked is closed.")])
    return kinds[run.kind].carry_out(run=run, note=note, now=clock())


def _places(error: Exception) -> str:
    """Return the file and line of the last frames of an error."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)


@dataclass(frozen=True, kw_only=True)
class ShownRun:
    """The newest run of a kind of work, as a page shows it."""

    work: StaffWork
    run: StaffRun


def page_context(*names: str) -> dict[str, Any]:
    """Return what ``admin/privacy/parts/staff_run.html`` shows: the newest run of each of these kinds."""
    shown = [ShownRun(work=kinds[name], run=run) for name in names if (run := latest(name))]
    return {"runs": shown, "is_at_work": any(entry.run.is_active for entry in shown)}
