"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.breaches import jobs
from privacy.breaches import operations as breaches


@shared_task(name=jobs.WATCH_BREACHES)
def watch_breaches() -> None:
    breaches.watch(now=timezone.now())
