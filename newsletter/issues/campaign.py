"""Plan, pause and cancel the sending of an issue."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from newsletter.issues import operations as issues
from newsletter.issues.enums import IssueState, PauseReason, SkipReason
from newsletter.issues.errors import StartIsPast
from newsletter.issues.models import Delivery, Issue, IssuePicture
from newsletter.issues.moves import move
from newsletter.subscriptions.operations import STREAM
from privacy.journal import operations as journal
from privacy.letters import operations as letters

logger = logging.getLogger(__name__)

TEST_LETTER = "newsletter.test_issue"
MAY_UNDO = timedelta(seconds=60)  # between the button and the first copy
LATEST_START = timedelta(hours=2)  # later than this somebody decides: after a restore or a long outage it may be stale


@transaction.atomic
def schedule(*, issue_id: UUID, starts_at: datetime | None, by: Model, now: datetime) -> int:
    """Let an issue start by itself, without a time when ``MAY_UNDO`` is over; return the number of copies.

    A draft is made ready first. Raises ``StartIsPast``, ``IssueInAnotherState`` and what ``freeze`` raises.
    """
    starts_at = starts_at or now + MAY_UNDO
    if starts_at <= now:
        raise StartIsPast
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state == IssueState.DRAFT:
        issues.freeze(issue_id=issue_id, now=now)
        issue.refresh_from_db()
    move(issue, IssueState.SCHEDULED, starts_at=starts_at)
    _journal("newsletter.issue_scheduled", issue, by, now)
    return Delivery.stored.filter(issue=issue).pending().count()


@transaction.atomic
def pause(
    *, issue_id: UUID, reason: PauseReason, now: datetime, by: Model | None = None, until: datetime | None = None
) -> None:
    """Stop sending after the copies in hand; with ``until`` it goes on by itself. Raises ``IssueInAnotherState``."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    move(issue, IssueState.PAUSED, pause_reason=reason, resumes_at=until)
    if by is not None:
        _journal("newsletter.issue_paused", issue, by, now)


@transaction.atomic
def go_on(*, issue_id: UUID, now: datetime, by: Model | None = None) -> None:
    """Send on after a pause. Raises ``IssueInAnotherState``."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    move(issue, IssueState.SENDING)
    issues.want_again(issue)
    issues.open_lanes(issue)
    if by is not None:
        _journal("newsletter.issue_resumed", issue, by, now)


@transaction.atomic
def cancel(*, issue_id: UUID, by: Model, now: datetime) -> int:
    """Send no further copy of an issue, ever; return how many waited. Raises ``IssueInAnotherState``."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    move(issue, IssueState.CANCELLED)
    count = Delivery.stored.filter(issue=issue).skip_waiting(SkipReason.CANCELLED)
    _journal("newsletter.issue_cancelled", issue, by, now)
    return count


@transaction.atomic
def undo(*, issue_id: UUID, by: Model, now: datetime) -> Issue:
    """Cancel an issue of which nothing has left, and return a draft with its texts."""
    cancel(issue_id=issue_id, by=by, now=now)
    return copy_as_draft(issue_id=issue_id, now=now)


@transaction.atomic
def copy_as_draft(*, issue_id: UUID, now: datetime) -> Issue:
    """Return a new draft with the texts, the pictures and the topics of an issue."""
    issue = Issue.objects.get(pk=issue_id)
    draft: Issue = Issue.objects.create(subject=issue.subject, body=issue.body, topics=issue.topics, created_at=now)
    pictures = list(issue.pictures.all())
    for picture in pictures:
        picture.pk, picture.issue = uuid4(), draft
    IssuePicture.objects.bulk_create(pictures)
    return draft


def send_test(*, issue_id: UUID, to: User, now: datetime) -> None:
    """Post a test of the issue in each language that it is written in, to one of the staff."""
    issue = Issue.objects.get(pk=issue_id)
    for code, _name in settings.LANGUAGES:
        if issue.body.get(code):
            letters.post(kind=f"{TEST_LETTER}:{to.pk}-{code}", object_id=issue.pk, now=now)


def tick(now: datetime) -> None:
    """Start what is due, go on after pauses that are over, and recover what a killed worker left."""
    for issue_id in Issue.objects.due(now).values_list("pk", flat=True):
        _start_or_ask(issue_id, now)
    for issue_id in Issue.objects.rested(now).values_list("pk", flat=True):
        with transaction.atomic():
            if Issue.objects.rested(now).select_for_update(skip_locked=True).filter(pk=issue_id).exists():
                go_on(issue_id=issue_id, now=now)
    for issue in Issue.objects.filter(state=IssueState.CANCELLED):
        Delivery.stored.filter(issue=issue).skip_waiting(SkipReason.CANCELLED)
    issues.resume(now=now)


@transaction.atomic
def _start_or_ask(issue_id: UUID, now: datetime) -> None:
    issue = Issue.objects.due(now).select_for_update(skip_locked=True).filter(pk=issue_id).first()
    if issue is None:
        return
    if issue.starts_at is not None and now - issue.starts_at > LATEST_START:
        move(issue, IssueState.FROZEN)
        logger.warning("issue %s: its start was missed, staff decide", issue.pk)
        journal.append(stream=STREAM, event="newsletter.start_missed", facts={"issue": issue.pk}, now=now)
        return
    issues.start(issue_id=issue_id, now=now)


def _journal(event: str, issue: Issue, by: Model, now: datetime) -> None:
    journal.append(stream=STREAM, event=event, facts={"issue": issue.pk, "staff": by.pk}, now=now)
