"""Middleware for logins of staff: they end, and in production they need a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.web.administration import is_administration
from privacy.web.origin import SAFE_METHODS
from proviso_site.accounts import proof, sessions

# What an account can reach that has yet to set up a second factor.
SETTING_UP = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "admin:logout",
        "admin:password_change",
        "admin:password_change_done",
        "admin:jsi18n",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
    }
)


class StaffLoginMiddleware:
    """End logins that are idle or old, and keep out those without a second factor where one is required.

    Public pages are left alone: they know no logins, and a session that is not read costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_administration(request) or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if sessions.has_ended(request.session, now):
            logout(request)
            messages.info(request, _("You were logged out after a time without activity. Log in again to go on."))
            return redirect_to_login(request.get_full_path() if request.method in SAFE_METHODS else "")
        sessions.note_use(request.session, now)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Lead an account without a second factor to the page that sets one up, wherever it wanted to go."""
        if not settings.STAFF_SECOND_FACTOR_REQUIRED or not is_administration(request):
            return None
        if not request.user.is_authenticated:
            return None
        if not sessions.has_second_factor(request.user):
            name = request.resolver_match.view_name if request.resolver_match else ""
            return None if name in SETTING_UP else redirect("mfa_index")
        if sessions.used_second_factor(request):
            return None
        logout(request)  # the login was proven with the password alone
        return redirect_to_login(request.get_full_path() if request.method in SAFE_METHODS else "")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for proof where allauth requires it, and keep nothing of what was sent in the session."""
        if isinstance(exception, ReauthenticationRequired) and request.user.is_authenticated:
            return proof.to_proof(request)
        return None
