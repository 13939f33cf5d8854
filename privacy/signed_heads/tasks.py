"""Background jobs: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from privacy.signed_heads import jobs, verifying
from privacy.signed_heads import operations as heads


@shared_task(name=jobs.SIGN_JOURNAL)
def sign_journal() -> None:
    """Sign each day that is over, and place what waits: also what an unreachable place refused before."""
    now = timezone.now()
    heads.sign_due(now=now)
    heads.place_due(now=now)


@shared_task(name=jobs.VERIFY_JOURNAL)
def verify_journal() -> None:
    verifying.check_nightly(now=timezone.now())
