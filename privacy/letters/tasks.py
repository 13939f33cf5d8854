"""Background jobs: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from privacy.letters import jobs
from privacy.letters import operations as letters
from privacy.letters.models import Letter

_MOST_PER_TICK = 500


@shared_task(name=jobs.SEND_LETTER)
def send_letter(letter_id: str) -> None:
    letters.send(letter_id=UUID(letter_id), now=timezone.now())


@shared_task(name=jobs.SEND_DUE_LETTERS)
def send_due_letters() -> None:
    """Send what a lost nudge, a lost broker or a killed worker left behind."""
    for letter_id in Letter.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        letters.send(letter_id=letter_id, now=timezone.now())
