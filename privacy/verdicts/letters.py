"""Composers of the letters to staff, and about breaches: the address is read when a letter is sent, and only then."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage

from privacy.letters.composers import composes
from privacy.promises.models import PromiseVerdict
from privacy.verdicts import emails
from privacy.verdicts.alarms import ALARM_LETTER
from privacy.verdicts.models import PromiseAlarm


@composes(ALARM_LETTER)
def promise_alarm(alarm_id: UUID, now: datetime) -> EmailMessage | None:
    """Compose an alarm from the verdicts it is about; None once its reader no longer works here."""
    alarm = PromiseAlarm.objects.select_related("staff").filter(pk=alarm_id, staff__is_active=True).first()
    if alarm is None or not alarm.staff.email:
        return None
    return emails.alarm(alarm, PromiseVerdict.objects.filter(promise__in=alarm.promises, checked_at=alarm.checked_at))
