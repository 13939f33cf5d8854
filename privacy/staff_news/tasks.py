"""Background job; it reads the clock and calls an operation."""

from celery import shared_task
from django.utils import timezone

from privacy.staff_news import jobs, operations


@shared_task(name=jobs.TELL_STAFF)
def tell_staff() -> None:
    operations.tell_all(now=timezone.now())
