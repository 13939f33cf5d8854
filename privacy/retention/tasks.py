"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.retention import jobs
from privacy.retention import operations as retention
from privacy.retention.removal import operations as removal


@shared_task(name=jobs.RUN_RETENTION)
def run_retention() -> None:
    now = timezone.now()
    retention.vacuum_tables(runs=retention.run(as_of=now, now=now))
    removal.delete_files()
