"""Celery tasks of notices to recipients."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from privacy.notices import jobs
from privacy.notices import operations as notices
from privacy.notices.models import Notice

_MOST_PER_TICK = 50


@shared_task(name=jobs.DELIVER)
def deliver(notice_id: str) -> None:
    notices.deliver(notice_id=UUID(notice_id), now=timezone.now())


@shared_task(name=jobs.TICK)
def deliver_due() -> None:
    """Deliver what a lost nudge left, and show staff what was not answered in time."""
    for notice_id in Notice.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        notices.deliver(notice_id=notice_id, now=timezone.now())
    notices.ask_staff_about_unanswered(now=timezone.now())
