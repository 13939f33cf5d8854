"""Background tasks: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from newsletter.bounces import comparing, jobs
from newsletter.bounces import operations as bounces
from newsletter.bounces.models import MailEvent

_MOST_PER_TICK = 1000


@shared_task(name=jobs.PROCESS_EVENT)
def process_event(event_id: str) -> None:
    bounces.process(event_id=UUID(event_id), now=timezone.now())


@shared_task(name=jobs.PROCESS_EVENTS)
def process_events() -> None:
    """Act on what a lost nudge left behind."""
    for event_id in MailEvent.objects.waiting().order_by("reported_at").values_list("pk", flat=True)[:_MOST_PER_TICK]:
        bounces.process(event_id=event_id, now=timezone.now())


@shared_task(name=jobs.COMPARE_PROVIDER)
def compare_provider() -> None:
    """Compare the provider's list of blocked addresses with the subscriptions, if the site has such a provider."""
    comparing.compare(now=timezone.now())
