"""Background tasks that send issues."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from newsletter.issues import deliveries, jobs
from newsletter.issues import operations as issues


@shared_task(name=jobs.DELIVER_ISSUE)
def deliver_issue(issue_id: str) -> None:
    """Send copies of an issue for at most ``LANE_LASTS``."""
    deliveries.deliver(issue_id=UUID(issue_id), clock=timezone.now)


@shared_task(name=jobs.RESUME_ISSUES)
def resume_issues() -> None:
    """Recover issues after a lost task or a killed worker."""
    issues.resume(now=timezone.now())
