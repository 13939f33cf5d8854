"""What Django and allauth tell of logins and second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from proviso_site.accounts import sessions
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.operations import notify


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **_kwargs: Any) -> None:
    """Start the clock of the login, whichever way it came about."""
    if hasattr(request, "session"):
        sessions.begin(request.session, timezone.now())


@receiver(authenticator_added)
def tell_of_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Note that an account has a further factor; this login has proven that it is its owner's."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.note_second_factor(request.session)
        notify(kind=NoticeKind.FACTOR_ADDED, account=user, by=_who(request), now=timezone.now())


@receiver(authenticator_removed)
def tell_of_removed_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Note that an account has one factor less."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        notify(kind=NoticeKind.FACTOR_REMOVED, account=user, by=_who(request), now=timezone.now())


@receiver(authenticator_reset)
def tell_of_new_codes(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Note that the recovery codes of an account are new ones."""
    notify(kind=NoticeKind.CODES_RENEWED, account=user, by=_who(request), now=timezone.now())


def _who(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
