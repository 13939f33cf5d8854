"""Celery tasks of audits."""

from celery import shared_task
from django.utils import timezone

from consent.audit import jobs
from consent.audit import operations as auditing

_HOUR = 3600


# Acknowledged at once: the task takes longer than the broker waits, and the next hourly run replaces a killed one.
@shared_task(name=jobs.AUDIT_WHEN_DUE, acks_late=False, soft_time_limit=_HOUR, time_limit=_HOUR + 60)
def audit_when_due() -> None:
    """Audit our own site if staff asked for it, or if it is due."""
    auditing.audit_when_due(clock=timezone.now)
