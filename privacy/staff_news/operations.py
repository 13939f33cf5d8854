"""Telling staff by mail what came in, at once or once a day."""

from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import localtime

from privacy.letters import operations as letters
from privacy.retention.queries import retention_end_or
from privacy.staff_news import languages
from privacy.staff_news.enums import When
from privacy.staff_news.errors import NotForStaff
from privacy.staff_news.models import StaffDigest, StaffPreference
from privacy.staff_news.queries import Positions, last_numbers, lines

DIGEST_LETTER = "privacy.staff_digest"
_RULE = "staff.log"
_WITHOUT_A_RULE = timedelta(days=365)
_MORNING = time(8)


def tell_all(*, now: datetime) -> int:
    """Post a letter to each member of staff who is to be told of something now; return how many."""
    until = last_numbers()
    staff = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    return sum(_tell(user, until, now) for user in staff)


def preference_of(user: User, *, now: datetime) -> StaffPreference:
    """Return when somebody is told. Whoever is new is told of what comes in from now on, at once."""
    preference, _is_new = StaffPreference.objects.get_or_create(
        user=user, defaults={"told": last_numbers(), "told_at": now}
    )
    return preference


def choose_language(*, user: User, language: str, now: datetime) -> StaffPreference:
    """Have somebody read the administration and its mails in a language. Raises ``NotForStaff``."""
    if language not in languages.offered():
        raise NotForStaff
    preference = preference_of(user, now=now)
    preference.language = language
    preference.save(update_fields=["language"])
    return preference


def _tell(user: User, until: Positions, now: datetime) -> bool:
    with transaction.atomic():
        preference_of(user, now=now)
        preference = StaffPreference.objects.select_for_update().get(user=user)
        since = {stream: preference.told.get(stream, 0) for stream in until}
        # A quiet night is noted too, or what comes in at nine would be told at nine.
        if not _is_time(preference, now) or (since == until and preference.when != When.DAILY):
            return False
        is_told = preference.when != When.NEVER and bool(lines(user, since, until))
        if is_told:
            digest = StaffDigest.objects.create(
                user=user,
                since=since,
                until=dict(until),
                made_at=now,
                retain_until=retention_end_or(_RULE, now, without_a_rule=_WITHOUT_A_RULE),
            )
            letters.post(kind=DIGEST_LETTER, object_id=digest.pk, now=now)
        preference.told, preference.told_at = dict(until), now
        preference.save(update_fields=["told", "told_at"])
    return is_told


def _is_time(preference: StaffPreference, now: datetime) -> bool:
    if preference.when != When.DAILY:
        return True
    here = localtime(now)
    return here.time() >= _MORNING and localtime(preference.told_at) < here.replace(
        hour=_MORNING.hour, minute=0, second=0, microsecond=0
    )
