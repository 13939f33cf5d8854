"""Background task that rotates and deletes logs."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from privacy.law.deadlines import local_date
from proviso_site.logs import files as log_files


@shared_task(name="proviso_site.end_logs", ignore_result=True)
def end_logs() -> None:
    """Rotate yesterday's log files, and delete those that have expired or are too many."""
    log_files.enforce(
        folder=settings.LOG_FOLDER,
        days=log_files.days_kept(),
        today=local_date(timezone.now()),
        most_bytes=settings.LOG_MOST_BYTES,
    )
