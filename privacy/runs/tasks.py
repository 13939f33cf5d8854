"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.runs import background, jobs
from privacy.runs.interrupted import close_interrupted

_LONGEST = 1800  # seconds


@shared_task(name=jobs.CLOSE_INTERRUPTED)
def close_interrupted_runs() -> None:
    close_interrupted(now=timezone.now())


# Acknowledged at once: it may take longer than the broker waits, and the next tick replaces a killed one.
@shared_task(name=jobs.CARRY_OUT, acks_late=False, soft_time_limit=_LONGEST, time_limit=_LONGEST + 60)
def carry_out_staff_runs() -> None:
    """Do what staff asked for."""
    background.carry_out_waiting(clock=timezone.now)
