"""Celery tasks of the policy."""

from celery import shared_task
from django.utils import timezone

from privacy.policy import announcing, jobs


@shared_task(name=jobs.POST_ANNOUNCEMENTS)
def post_announcements() -> None:
    """Create the letters of material changes that are not created yet."""
    announcing.post_due(now=timezone.now())
