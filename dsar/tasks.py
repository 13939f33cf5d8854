"""Background jobs: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from dsar import jobs
from dsar.models import Job
from dsar.operations import erasing, waiting, working

_MOST_PER_TICK = 50


@shared_task(name=jobs.RUN_JOB)
def run_job(job_id: str) -> None:
    working.run(job_id=UUID(job_id), now=timezone.now())


@shared_task(name=jobs.TICK)
def tick() -> None:
    """Find what a lost nudge, a lost broker or a killed worker left behind."""
    for job_id in Job.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        working.run(job_id=job_id, now=timezone.now())
    waiting.resume(now=timezone.now())
    erasing.forget_told(now=timezone.now())
