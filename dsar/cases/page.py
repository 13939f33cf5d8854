"""Progress and history of a request, for its page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import EventKind, State
from dsar.cases.models import Case, CaseEvent

# Who has seen the person's data or the request's page (LAW D-39).
_LOOKED = (
    EventKind.PREVIEWED,
    EventKind.IDENTITY_SEEN,
    EventKind.MANDATE_SEEN,
    EventKind.VISITED,
    EventKind.CODE_SENT,
    EventKind.DOWNLOADED,
)

_STANDS = {
    State.OPEN: _("We have your request, and it waits for a case worker."),
    State.IDENTITY: _("We have asked you a question, and wait for your answer."),
    State.WORKING: _("A case worker has approved your request, and the work is going on."),
    State.DONE: _("We have answered."),
    State.REFUSED: _("We have said no, and told you why."),
    State.WITHDRAWN: _("You withdrew the request."),
}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage between request and answer."""

    title: str | Promise
    at: datetime | date | None
    is_done: bool
    is_current: bool


def progress(case: Case) -> dict[str, Any]:
    """Return ``stands`` in a sentence, the ``stages`` of a request, its ``events`` and who has ``looked`` at it."""
    worked_on = case.state not in (State.OPEN, State.IDENTITY)
    stages = [
        Stage(title=_("You asked"), at=case.received_at, is_done=True, is_current=False),
        Stage(title=_("You confirmed the address"), at=case.confirmed_at, is_done=True, is_current=False),
        Stage(title=_("With a case worker"), at=None, is_done=worked_on, is_current=case.is_unanswered),
        Stage(title=_("You have our answer"), at=case.closed_at, is_done=case.is_closed, is_current=False),
    ]
    if case.state == State.WITHDRAWN:
        stages[2:] = [Stage(title=_("You withdrew the request"), at=case.closed_at, is_done=True, is_current=False)]
    events = list(CaseEvent.objects.filter(case=case).exclude(kind=EventKind.NOTED))
    return {
        "stands": _with_worker(case),
        "stages": stages,
        "events": events,
        "looked": [event for event in events if event.kind in _LOOKED],
    }


def _with_worker(case: Case) -> str | Promise:
    if case.state == State.OPEN and case.assigned_to_id is not None:
        return _("A case worker is working on your request.")
    return _STANDS.get(State(case.state), "")
