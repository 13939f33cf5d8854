"""Browsers that staff have logged in with: a signed cookie says for which accounts, nothing is stored here."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "proviso_site.accounts.devices"
_MOST_ACCOUNTS = 5  # of one browser


def is_known(request: HttpRequest, user: User) -> bool:
    """Tell whether this account has logged in with this browser since its password was last changed."""
    mark = _mark(user)
    return any(constant_time_compare(mark, known) for known in _marks(request))


def knows_a_passkey(request: HttpRequest) -> bool:
    """Tell whether an account that has logged in with this browser has a passkey."""
    if not (marks := set(_marks(request))):
        return False
    owners = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, user__is_active=True, user__is_staff=True)
    users = User.objects.filter(pk__in=owners.values("user_id"))
    return any(_mark(user) in marks for user in users)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser be known for this account."""
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))][:_MOST_ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(marks, salt=_SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _mark(user: User) -> str:
    # The hash of the password is part of it: a changed password makes every browser new again.
    return salted_hmac(_SALT, f"{user.pk}:{user.get_session_auth_hash()}", algorithm="sha256").hexdigest()[:32]


def _marks(request: HttpRequest) -> list[str]:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        marks = signing.loads(value, salt=_SALT, max_age=settings.DEVICE_COOKIE_AGE) if value else []
    except signing.BadSignature:
        return []
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []
