"""Progress and history of a request, for its page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import State
from dsar.cases.models import Case, CaseEvent


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage between request and answer."""

    title: str | Promise
    at: datetime | date | None
    is_done: bool
    is_current: bool


def progress(case: Case) -> dict[str, Any]:
    """Return ``stages`` and ``events`` of a request."""
    worked_on = case.state != State.OPEN
    stages = [
        Stage(title=_("You asked"), at=case.received_at, is_done=True, is_current=False),
        Stage(title=_("You confirmed the address"), at=case.confirmed_at, is_done=True, is_current=False),
        Stage(title=_("With a case worker"), at=None, is_done=worked_on, is_current=case.is_unanswered),
        Stage(title=_("You have our answer"), at=case.closed_at, is_done=case.is_closed, is_current=False),
    ]
    if case.state == State.WITHDRAWN:
        stages[2:] = [Stage(title=_("You withdrew the request"), at=case.closed_at, is_done=True, is_current=False)]
    return {"stages": stages, "events": list(CaseEvent.objects.filter(case=case))}
