"""Celery tasks of verdicts."""

from celery import shared_task
from django.utils import timezone

from privacy.verdicts import jobs
from privacy.verdicts import operations as verdicts


@shared_task(name=jobs.CHECK_PROMISES)
def check_promises() -> None:
    verdicts.check(now=timezone.now())
