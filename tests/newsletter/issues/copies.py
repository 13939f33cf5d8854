"""Copies of an issue on their way, for the tests of their delivery."""

from datetime import datetime

from newsletter.issues import deliveries, handed_over
from newsletter.issues import operations as issues
from newsletter.issues.models import Delivery, Issue
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory


def queued(recipients: int) -> Issue:
    ActiveFactory.create_batch(recipients)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    return issue


def deliver(issue: Issue) -> int:
    return deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)


def claim(issue: Issue, now: datetime = NOW) -> deliveries.Copy:
    (copy,) = deliveries.claim(issue_id=issue.pk, now=now)
    return copy


def hand_over(issue: Issue, copy: deliveries.Copy, now: datetime = NOW) -> None:
    """Write what a worker writes before a copy leaves; then it was killed."""
    with handed_over.open_for(issue.pk) as file:
        file.note(copy.id, now)


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))
