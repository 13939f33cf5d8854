"""Composers of the letters to staff, and about breaches: the address is read when a letter is sent, and only then."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

from privacy.breaches import emails, queries
from privacy.breaches.models import BreachAlarm, BreachRecipient
from privacy.letters.composers import composes


@composes("privacy.breach_told")
def breach_told(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Write to somebody affected; to nobody when the row is gone, or the breach was an exercise."""
    recipient = BreachRecipient.objects.select_related("breach").filter(pk=object_id).first()
    if recipient is None or recipient.breach.is_drill:
        return None
    reached = queries.find_contact(recipient)
    return emails.breach_told(recipient.breach, reached) if reached else None


@composes("privacy.breach_alarm")
def breach_alarm(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Warn staff, unless the authority has been notified meanwhile."""
    given = BreachAlarm.objects.select_related("breach").filter(pk=object_id).first()
    return emails.breach_alarm(given) if given and given.breach.is_running else None
