"""Composer of the alarm letter to staff; the address is read when the letter is sent."""

from datetime import datetime
from uuid import UUID

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.register.promises.models import PromiseVerdict
from privacy.verdicts import emails
from privacy.verdicts.alarms import ALARM_LETTER
from privacy.verdicts.models import PromiseAlarm


@composes(ALARM_LETTER)
def promise_alarm(alarm_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose an alarm from its verdicts; None if the account is inactive or has no address."""
    alarm = PromiseAlarm.objects.select_related("staff").filter(pk=alarm_id, staff__is_active=True).first()
    if alarm is None or not alarm.staff.email:
        return None
    return emails.alarm(alarm, PromiseVerdict.objects.filter(promise__in=alarm.promises, checked_at=alarm.checked_at))
