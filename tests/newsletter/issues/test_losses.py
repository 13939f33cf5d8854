"""Issues after a restore: what staff did since the backup is done, and nothing leaves twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail

from newsletter.issues import campaign, deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import IssueState, PauseReason, SkipReason
from newsletter.issues.models import Delivery, Issue
from newsletter.preferences import operations as preferences
from newsletter.subscriptions.models import Subscription
from privacy.erasure.losses import kinds
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("A-09", "P19", "X-13")]
TOMORROW = NOW + timedelta(days=1)
LATER = TOMORROW + timedelta(minutes=5)


def planned(by: User) -> Issue:
    ActiveFactory.create_batch(2)
    issue: Issue = IssueFactory.create()
    campaign.schedule(issue_id=issue.pk, starts_at=TOMORROW, by=by, now=NOW)
    return issue


def back_to_backup(issue: Issue, **values: object) -> None:
    """Let the rows be what they were in the backup."""
    values = {"state": IssueState.SCHEDULED, "starts_at": TOMORROW, "pause_reason": "", "sent_at": None} | values
    Issue.objects.filter(pk=issue.pk).update(**values)
    Delivery.stored.filter(issue=issue).update(state="pending", skip_reason="", claimed_at=None, sent_at=None)


def restored(name: str, change: Callable[[], object], back: Callable[[], object]) -> list[Any]:
    """Do something, restore a backup from before it, and return what was taken over."""
    change()
    kind = kinds[name][1]
    lost = list(kind.collect(NOW + timedelta(hours=1)))
    back()
    assert kind.carry is not None
    return kind.carry(lost, LATER).taken


def send_what_is_due(issue: Issue) -> int:
    campaign.tick(LATER)
    return deliveries.deliver(issue_id=issue.pk, clock=lambda: LATER)


def test_issue_that_was_cancelled_since_the_backup_is_not_sent(admin_user: User) -> None:
    issue = planned(admin_user)
    taken = restored(
        "issues", lambda: campaign.cancel(issue_id=issue.pk, by=admin_user, now=LATER), lambda: back_to_backup(issue)
    )
    assert taken == [issue]
    assert send_what_is_due(issue) == 0
    assert set(Delivery.objects.values_list("skip_reason", flat=True)) == {SkipReason.CANCELLED}


def test_issue_that_was_paused_since_the_backup_waits_for_staff(admin_user: User) -> None:
    issue = planned(admin_user)

    def pause() -> None:
        issues.start(issue_id=issue.pk, now=LATER)
        campaign.pause(issue_id=issue.pk, reason=PauseReason.STAFF, by=admin_user, now=LATER)

    restored("issues", pause, lambda: back_to_backup(issue))
    assert send_what_is_due(issue) == 0
    campaign.go_on(issue_id=issue.pk, by=admin_user, now=LATER)
    assert send_what_is_due(issue) == 2


def test_issue_that_was_put_off_since_the_backup_starts_when_it_was_put_off_to(admin_user: User) -> None:
    issue = planned(admin_user)
    late = LATER + timedelta(days=3)
    restored("issues", lambda: Issue.objects.update(starts_at=late), lambda: back_to_backup(issue))
    assert send_what_is_due(issue) == 0


@pytest.mark.parametrize("state", ["frozen", "scheduled", "paused"])
def test_copies_that_left_since_the_backup_leave_no_second_time(admin_user: User, state: str) -> None:
    issue = planned(admin_user)
    campaign.tick(LATER)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: LATER) == 2
    back_to_backup(issue, state=state)
    deliveries.continue_after_restore(LATER)
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.SENDING)
    assert send_what_is_due(issue) == 0
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


def test_break_and_topics_that_a_reader_chose_since_the_backup_are_theirs_again() -> None:
    reader = ActiveFactory.create(topics=["products"])
    as_before = {"topics": ["products"], "language": "nb", "paused_until": None}
    chosen = {"topics": ["privacy"], "language": "en", "paused_until": TOMORROW.date()}
    restored(
        "preferences",
        lambda: preferences.change(address=reader.email, now=LATER, **chosen),  # type: ignore[arg-type]
        lambda: Subscription.objects.update(**as_before),
    )
    reader.refresh_from_db()
    assert (reader.topics, reader.language, reader.paused_until is None) == (["privacy"], "en", False)
