"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.audit import jobs
from consent.audit import operations as auditing

_HOUR = 3600


# Acknowledged at once: it lasts longer than the broker waits for an answer, and whoever dies is followed next hour.
@shared_task(name=jobs.AUDIT_WHEN_DUE, acks_late=False, soft_time_limit=_HOUR, time_limit=_HOUR + 60)
def audit_when_due() -> None:
    """Audit our own site if a week has passed since the last time."""
    auditing.audit_when_due(clock=timezone.now)
