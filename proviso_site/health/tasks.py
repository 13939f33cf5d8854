"""The heartbeat of the worker."""

from celery import shared_task
from django.core.cache import cache

HEARTBEAT = "worker-heartbeat"
HEARTBEAT_LASTS = 30  # seconds; the tick comes every 5


@shared_task(name="proviso_site.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Record that beat and a worker are alive."""
    cache.set(HEARTBEAT, 1, HEARTBEAT_LASTS)
