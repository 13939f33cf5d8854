"""Celery tasks of recipients."""

from celery import shared_task
from django.utils import timezone

from privacy.recipients import jobs, lists


@shared_task(name=jobs.READ_LISTS)
def read_lists() -> None:
    lists.read_all(now=timezone.now())
