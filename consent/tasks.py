"""Background jobs: thin entrances to ``operations``."""

from celery import shared_task
from django.utils import timezone

from consent import jobs
from consent.operations import auditing, sealing, sightings

_HOUR = 3600


# Acknowledged at once: it lasts longer than the broker waits for an answer, and whoever dies is followed next hour.
@shared_task(name=jobs.AUDIT_WHEN_DUE, acks_late=False, soft_time_limit=_HOUR, time_limit=_HOUR + 60)
def audit_when_due() -> None:
    """Audit our own site if a week has passed since the last time."""
    auditing.audit_when_due(clock=timezone.now)


@shared_task(name=jobs.END_SIGHTINGS)
def end_sightings() -> None:
    """Delete what was kept out so long ago that the register's rule ends it."""
    sightings.end(now=timezone.now())


@shared_task(name=jobs.SEAL, ignore_result=True)
def seal() -> None:
    """Tell the journal of the choices of the last seconds."""
    sealing.seal()
