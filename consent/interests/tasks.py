"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.interests import deriving, jobs


@shared_task(name=jobs.DERIVE, ignore_result=True)
def derive_interests() -> None:
    """Derive the interests of all who said yes, so that what lost its ground is gone by the morning."""
    deriving.derive_all(now=timezone.now())
