"""Background tasks that send issues."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from newsletter.issues import campaign, deliveries, jobs


@shared_task(name=jobs.DELIVER_ISSUE)
def deliver_issue(issue_id: str) -> None:
    """Send copies of an issue for at most ``LANE_LASTS``."""
    deliveries.deliver(issue_id=UUID(issue_id), clock=timezone.now)


@shared_task(name=jobs.RESUME_ISSUES)
def resume_issues() -> None:
    """Start and continue issues, also after a lost task or a killed worker."""
    campaign.tick(timezone.now())
