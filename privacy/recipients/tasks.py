"""Celery tasks of recipients."""

from celery import shared_task
from django.utils import timezone

from privacy.recipients import acceptances, jobs, lists
from privacy.register import in_force


@shared_task(name=jobs.READ_LISTS)
def read_lists() -> None:
    lists.read_all(now=timezone.now())


@shared_task(name=jobs.REVIEW_TRANSFERS)
def review_transfers() -> None:
    acceptances.pause_unverified(register=in_force.register(), now=timezone.now())
