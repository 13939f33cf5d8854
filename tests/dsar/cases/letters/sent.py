"""Sending what waits, as the tick does."""

from datetime import timedelta

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models.expressions import RawSQL

from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.dsar import NOW


def sent_letters() -> list[EmailMessage]:
    """Send every letter that is due and return all that were ever sent, in order."""
    later = NOW + timedelta(days=400)
    # Letters of one moment in the order in which the test posted them: their keys are random, and their places in the
    # table too, where tests before were undone. The number of the statement is neither.
    posted = RawSQL("privacy_letter.cmin::text::bigint", ())
    for letter_id in Letter.objects.unsent().order_by("due_at", posted).values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=later)
    return list(mail.outbox)
