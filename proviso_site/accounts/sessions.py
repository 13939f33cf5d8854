"""A login session of staff: when it began, when it was last used, with what it was proven."""

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

BEGAN, SEEN, FACTOR = "staff_began", "staff_seen", "staff_second_factor"
_WRITTEN_EVERY = timedelta(minutes=1)  # a write for each page would be one too many


def begin(session: SessionBase, now: datetime) -> None:
    """Note that a login begins."""
    session[BEGAN] = session[SEEN] = now.timestamp()
    session.pop(FACTOR, None)


def has_ended(session: SessionBase, now: datetime) -> bool:
    """Tell whether a login is too old, or was idle for too long."""
    began, seen = _time(session, BEGAN), _time(session, SEEN)
    idle, longest = timedelta(minutes=settings.STAFF_IDLE_MINUTES), timedelta(hours=settings.STAFF_LOGIN_HOURS)
    if began is None or seen is None:
        return True
    return now.timestamp() - seen > idle.total_seconds() or now.timestamp() - began > longest.total_seconds()


def note_use(session: SessionBase, now: datetime) -> None:
    """Let the idle time begin again."""
    seen = _time(session, SEEN)
    if seen is None or now.timestamp() - seen >= _WRITTEN_EVERY.total_seconds():
        session[SEEN] = now.timestamp()


def note_second_factor(session: SessionBase) -> None:
    """Note that this login set up a second factor."""
    session[FACTOR] = True


def was_proven_recently(request: HttpRequest, now: datetime) -> bool:
    """Tell whether the login began, or its proof was given again, within ``STAFF_PROOF_MINUTES``."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    times = [record["at"] for record in records if record.get("reauthenticated")]
    latest = max([*times, _time(request.session, BEGAN) or 0.0])
    return now.timestamp() - latest < timedelta(minutes=settings.STAFF_PROOF_MINUTES).total_seconds()


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Tell whether an account has a passkey or an app for codes. Recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this login itself was proven with a second factor, or set one up."""
    # A login that began with a password alone gains nothing when the owner sets up a factor elsewhere.
    user = request.user if request.user.is_authenticated else None
    is_used = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
    return is_used or bool(request.session.get(FACTOR))


def _time(session: SessionBase, name: str) -> float | None:
    value = session.get(name)
    return float(value) if isinstance(value, int | float) else None
