"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.policy import announcing, jobs


@shared_task(name=jobs.POST_ANNOUNCEMENTS)
def post_announcements() -> None:
    """Write the letters of a material change that are not written yet."""
    announcing.post_due(now=timezone.now())
