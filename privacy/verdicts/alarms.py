"""Telling staff at once that a promise is broken."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from privacy.letters import operations as letters
from privacy.retention.errors import UnknownRule
from privacy.retention.queries import retention_end
from privacy.verdicts.models import PromiseAlarm

logger = logging.getLogger(__name__)

ALARM_LETTER = "privacy.promise_alarm"
_PERMISSION = "privacy.be_told_of_broken_promises"
_RULE = "promises.alarm"
_WITHOUT_A_RULE = timedelta(days=30)


def raise_alarm(*, promises: Collection[str], now: datetime) -> int:
    """Post one letter to everybody who is to be told that these promises broke; return how many."""
    if not promises:
        return 0
    told, end = _to_be_told(), _end(now)
    with transaction.atomic():
        for staff in told:
            alarm = PromiseAlarm.objects.create(staff=staff, checked_at=now, promises=list(promises), retain_until=end)
            letters.post(kind=ALARM_LETTER, object_id=alarm.pk, now=now)
    logger.warning("%s promises broke, %s of staff are told", len(promises), len(told))
    return len(told)


def _end(now: datetime) -> datetime:
    """Return when an alarm is deleted. A register without the rule must not keep staff from being told."""
    try:
        return retention_end(_RULE, now)
    except UnknownRule:
        return now + _WITHOUT_A_RULE


def _to_be_told() -> list[User]:
    """Return the active staff with the permission and an address, each once, whichever backend grants it."""
    accounts = get_user_model().objects
    found = {
        user.pk: user
        for backend in settings.AUTHENTICATION_BACKENDS
        for user in accounts.with_perm(_PERMISSION, backend=backend).filter(is_staff=True).exclude(email="")
    }
    return [found[key] for key in sorted(found)]
