"""Composers of the letters about trial accounts."""

from datetime import datetime
from uuid import UUID

from contact.trials import emails
from contact.trials import operations as trials
from contact.trials.enums import TrialState
from contact.trials.models import TrialRequest
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail, UntrackedMail


@composes(trials.CONFIRM_LETTER)
def confirm_request(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the mail; None if the request was confirmed, erased or is too old, or the address got enough today."""
    request = trials.answer_request(request_id=object_id, now=now)
    return emails.confirmation(request) if request else None


@composes(trials.ENDING_LETTER)
def remind_of_end(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the mail; None if the request was erased or is only kept, or the trial is over."""
    approved = TrialRequest.objects.in_use().filter(state=TrialState.APPROVED, ends_at__gt=now)
    request = approved.filter(pk=object_id).first()
    return emails.ending(request) if request else None


@composes(trials.ANSWER_LETTER)
def answer_to_request(object_id: UUID, now: datetime) -> UntrackedMail | None:
    """Return the mail; None if the request was erased or is only kept."""
    request = TrialRequest.objects.in_use().filter(pk=object_id, decided_at__isnull=False).first()
    return emails.answer(request) if request else None
