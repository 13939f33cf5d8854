"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.runs import jobs
from privacy.runs.interrupted import close_interrupted


@shared_task(name=jobs.CLOSE_INTERRUPTED)
def close_interrupted_runs() -> None:
    close_interrupted(now=timezone.now())
