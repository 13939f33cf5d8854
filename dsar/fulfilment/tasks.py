"""Celery tasks of requests."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from dsar.cases import jobs, reminders
from dsar.cases.models import Job
from dsar.erasures import on_hold, undoing
from dsar.erasures import operations as erasures
from dsar.fulfilment import operations
from dsar.restrictions.operations import lift_announced

_MOST_PER_TICK = 50


@shared_task(name=jobs.RUN_JOB)
def run_job(job_id: str) -> None:
    operations.run(job_id=UUID(job_id), now=timezone.now())


@shared_task(name=jobs.TICK)
def tick() -> None:
    """Run the jobs whose nudge was lost, with the broker or with a killed worker; resume and finish erasures.

    Lift the restrictions whose end has been announced.
    """
    for job_id in Job.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        operations.run(job_id=job_id, now=timezone.now())
    reminders.remind(now=timezone.now())
    on_hold.resume(now=timezone.now())
    erasures.forget_notified(now=timezone.now())
    undoing.end_keys(now=timezone.now())
    lift_announced(now=timezone.now())
