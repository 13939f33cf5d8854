"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.gate import blocked_storage as sightings
from consent.gate import jobs


@shared_task(name=jobs.END_SIGHTINGS)
def end_sightings() -> None:
    """Delete what was kept out so long ago that the register's rule ends it."""
    sightings.end(now=timezone.now())
