"""Which state of an issue follows which. Nothing else changes it."""

from collections.abc import Mapping

from newsletter.issues.enums import IssueState
from newsletter.issues.errors import IssueInAnotherState
from newsletter.issues.models import Issue

MOVES: Mapping[IssueState, frozenset[IssueState]] = {
    IssueState.DRAFT: frozenset({IssueState.FROZEN}),
    IssueState.FROZEN: frozenset({IssueState.SCHEDULED, IssueState.SENDING, IssueState.CANCELLED}),
    # A start that was missed by hours waits for somebody.
    IssueState.SCHEDULED: frozenset({IssueState.SENDING, IssueState.FROZEN, IssueState.CANCELLED}),
    IssueState.SENDING: frozenset({IssueState.PAUSED, IssueState.SENT, IssueState.CANCELLED}),
    IssueState.PAUSED: frozenset({IssueState.SENDING, IssueState.CANCELLED}),
    # Staff may send copies again that were refused or interrupted.
    IssueState.SENT: frozenset({IssueState.SENDING}),
    IssueState.CANCELLED: frozenset(),
}


def move(issue: Issue, to: IssueState, **values: object) -> None:
    """Give an issue that the caller has locked another state, with other fields; raise ``IssueInAnotherState``."""
    if to not in MOVES[IssueState(issue.state)]:
        raise IssueInAnotherState
    fields = {"resumes_at": None, "pause_reason": "", **values, "state": to}
    for name, value in fields.items():
        setattr(issue, name, value)
    issue.save(update_fields=list(fields))
