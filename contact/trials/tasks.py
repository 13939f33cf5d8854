"""Background task that reminds people of the end of their trial."""

from celery import shared_task
from django.utils import timezone

from contact.trials import jobs, operations


@shared_task(name=jobs.REMIND)
def remind_of_ends() -> None:
    operations.remind(now=timezone.now())
