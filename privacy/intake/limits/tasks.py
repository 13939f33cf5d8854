"""Background task of the limits."""

from celery import shared_task
from django.utils import timezone

from privacy.intake.limits import alarms


@shared_task(name="privacy.watch_limits", ignore_result=True)
def watch_limits() -> None:
    """Tell staff of unusually much through public forms."""
    alarms.watch(now=timezone.now())
