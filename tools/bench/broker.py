"""The broker of the measured site: lose what it holds, and do what it holds as a worker would."""

from collections.abc import Callable
from datetime import datetime
from queue import Empty
from uuid import UUID

import redis
from celery import current_app
from django.conf import settings

from newsletter.issues import deliveries, jobs

_PATIENCE = 0.5  # seconds


def flush() -> None:
    """Lose everything that the broker holds."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as store:
        store.flushdb()


def work(clock: Callable[[], datetime]) -> bool:
    """Take the next nudge and send copies of its issue; return whether there was one."""
    name = current_app.amqp.router.route({}, jobs.DELIVER_ISSUE)["queue"]
    with current_app.connection_for_read() as connection, connection.SimpleQueue(name) as queue:
        try:
            nudge = queue.get(timeout=_PATIENCE)
        except Empty:
            return False
        (issue_id,), _kwargs, _embed = nudge.payload
        deliveries.deliver(issue_id=UUID(issue_id), clock=clock)
        nudge.ack()
    return True
