"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from consent.choices import jobs, sealing


@shared_task(name=jobs.SEAL, ignore_result=True)
def seal() -> None:
    """Write the choices of the last seconds to the journal."""
    sealing.seal(timezone.now())
