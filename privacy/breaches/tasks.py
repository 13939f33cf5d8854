"""Background jobs; each reads the clock and calls an operation."""

from celery import shared_task
from django.utils import timezone

from privacy.breaches import jobs, operations


@shared_task(name=jobs.WATCH_BREACHES)
def watch_breaches() -> None:
    operations.watch(now=timezone.now())
