"""Background jobs; each reads the clock and calls an operation."""

from celery import shared_task
from django.utils import timezone

from privacy.statistics import jobs, visits


@shared_task(name=jobs.END_VISITS)
def end_visits() -> None:
    visits.delete_expired(now=timezone.now())
