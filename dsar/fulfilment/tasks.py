"""Background jobs: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from dsar.cases import jobs
from dsar.cases.models import Job
from dsar.erasures import on_hold as waiting
from dsar.erasures import operations as erasing
from dsar.fulfilment import operations as working

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
