"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.gate import blocked_storage, ended, jobs


@shared_task(name=jobs.END_SIGHTINGS)
def end_sightings() -> None:
    """Delete the counts of blocked items that are past the register's retention period."""
    blocked_storage.end(now=timezone.now())


@shared_task(name=jobs.FORGET_ENDED)
def forget_ended() -> None:
    """Delete the ids of ended consents whose cookies have run out."""
    ended.forget_expired(now=timezone.now())
