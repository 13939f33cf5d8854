"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task

from privacy.erasure import jobs
from privacy.erasure import operations as erasure


@shared_task(name=jobs.COPY_LEDGER)
def copy_ledger() -> None:
    """Put into the ledger what a killed process, or a file that was away, left in the database."""
    erasure.copy()
