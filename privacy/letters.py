"""Composers of the letters to staff: the address is read when the letter is sent, and only then."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

from privacy import emails
from privacy.composers import composes
from privacy.models import PromiseAlarm, PromiseVerdict
from privacy.operations.promises.alarming import ALARM_LETTER


@composes(ALARM_LETTER)
def promise_alarm(alarm_id: UUID, now: datetime) -> EmailMessage | None:
    """Compose an alarm from the verdicts it is about; None once its reader no longer works here."""
    alarm = PromiseAlarm.objects.select_related("staff").filter(pk=alarm_id, staff__is_active=True).first()
    if alarm is None or not alarm.staff.email:
        return None
    return emails.alarm(alarm, PromiseVerdict.objects.filter(promise__in=alarm.promises, checked_at=alarm.checked_at))
