"""Background jobs: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from privacy import jobs
from privacy.models import Letter
from privacy.operations import (
    announcing,
    breaches,
    heads,
    ledger,
    letters,
    lists,
    promises,
    retention,
    verifying,
    visits,
)

_MOST_PER_TICK = 500


@shared_task(name=jobs.SEND_LETTER)
def send_letter(letter_id: str) -> None:
    letters.send(letter_id=UUID(letter_id), now=timezone.now())


@shared_task(name=jobs.SEND_DUE_LETTERS)
def send_due_letters() -> None:
    """Send what a lost nudge, a lost broker or a killed worker left behind."""
    for letter_id in Letter.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        letters.send(letter_id=letter_id, now=timezone.now())


@shared_task(name=jobs.RUN_RETENTION)
def run_retention() -> None:
    now = timezone.now()
    retention.tidy(found=retention.run(as_of=now, now=now))


@shared_task(name=jobs.CHECK_PROMISES)
def check_promises() -> None:
    promises.check(now=timezone.now())


@shared_task(name=jobs.COPY_LEDGER)
def copy_ledger() -> None:
    """Put into the ledger what a killed process, or a file that was away, left in the database."""
    ledger.copy()


@shared_task(name=jobs.SIGN_JOURNAL)
def sign_journal() -> None:
    """Sign each day that is over, and place what waits: also what an unreachable place refused before."""
    now = timezone.now()
    heads.sign_due(now=now)
    heads.place_due(now=now)


@shared_task(name=jobs.VERIFY_JOURNAL)
def verify_journal() -> None:
    verifying.check(now=timezone.now())


@shared_task(name=jobs.WATCH_BREACHES)
def watch_breaches() -> None:
    breaches.watch(now=timezone.now())


@shared_task(name=jobs.END_VISITS)
def end_visits() -> None:
    visits.end(now=timezone.now())


@shared_task(name=jobs.READ_LISTS)
def read_lists() -> None:
    lists.read_all(now=timezone.now())


@shared_task(name=jobs.POST_ANNOUNCEMENTS)
def post_announcements() -> None:
    """Write the letters of a material change that are not written yet."""
    announcing.post_due(now=timezone.now())
