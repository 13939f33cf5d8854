"""Composers of letters about breaches. Addresses are read only when a letter is sent."""

from datetime import datetime
from uuid import UUID

from privacy.breaches import emails, queries
from privacy.breaches.models import BreachAlarm, BreachRecipient
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes("privacy.breach_told")
def breach_told(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the letter to a person affected; None if the row was erased or the breach is an exercise."""
    recipient = BreachRecipient.objects.select_related("breach").filter(pk=object_id).first()
    if recipient is None or recipient.breach.is_drill:
        return None
    contact = queries.find_contact(recipient)
    return emails.breach_told(recipient.breach, contact) if contact else None


@composes("privacy.breach_alarm")
def breach_alarm(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the warning to staff; None if the authority has been notified meanwhile."""
    alarm = BreachAlarm.objects.select_related("breach").filter(pk=object_id).first()
    return emails.breach_alarm(alarm) if alarm and alarm.breach.is_running else None
