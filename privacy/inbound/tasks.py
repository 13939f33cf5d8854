"""Background jobs: each reads the clock and calls one operation."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from privacy.inbound import jobs, mailbox
from privacy.inbound import operations as inbound
from privacy.inbound.models import ReceivedMail

_MOST_PER_TICK = 200


@shared_task(name=jobs.READ_MAIL)
def read_mail(mail_id: str) -> None:
    inbound.read(mail_id=UUID(mail_id), now=timezone.now())


@shared_task(name=jobs.READ_WAITING_MAILS)
def read_waiting_mails() -> None:
    """Read what a lost nudge, a lost broker or a killed worker left behind."""
    for mail_id in ReceivedMail.objects.due(timezone.now()).values_list("pk", flat=True)[:_MOST_PER_TICK]:
        inbound.read(mail_id=mail_id, now=timezone.now())


@shared_task(name=jobs.FETCH_MAILS)
def fetch_mails() -> None:
    """Fetch what lies in the mailbox, if the site has one."""
    mailbox.fetch(now=timezone.now())
