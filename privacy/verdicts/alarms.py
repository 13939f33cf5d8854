"""Alert staff by mail when a promise breaks."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from privacy.letters import operations as letters
from privacy.retention.queries import retention_end_or
from privacy.verdicts.models import PromiseAlarm

logger = logging.getLogger(__name__)

ALARM_LETTER = "privacy.promise_alarm"
_PERMISSION = "privacy.be_told_of_broken_promises"
_RULE = "promises.alarm"
_WITHOUT_A_RULE = timedelta(days=30)


def raise_alarm(*, promises: Collection[str], now: datetime) -> int:
    """Post a letter about these broken promises to each member of staff who gets alarms; return how many."""
    if not promises:
        return 0
    recipients, end = staff_to_be_told(), retention_end_or(_RULE, now, without_a_rule=_WITHOUT_A_RULE)
    with transaction.atomic():
        for staff in recipients:
            alarm = PromiseAlarm.objects.create(staff=staff, checked_at=now, promises=list(promises), retain_until=end)
            letters.post(kind=ALARM_LETTER, object_id=alarm.pk, now=now)
    logger.warning("%s promises broke, %s of staff are told", len(promises), len(recipients))
    return len(recipients)


def staff_to_be_told() -> list[User]:
    """Return the active staff with an address to whom any backend grants the permission, without duplicates."""
    accounts = get_user_model().objects
    staff_by_key = {
        user.pk: user
        for backend in settings.AUTHENTICATION_BACKENDS
        for user in accounts.with_perm(_PERMISSION, backend=backend).filter(is_staff=True).exclude(email="")
    }
    return [staff_by_key[key] for key in sorted(staff_by_key)]
