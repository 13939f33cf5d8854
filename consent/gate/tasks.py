"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.gate import blocked_storage as sightings
from consent.gate import jobs


@shared_task(name=jobs.END_SIGHTINGS)
def end_sightings() -> None:
    """Delete the counts of blocked items that are past the register's retention period."""
    sightings.end(now=timezone.now())
