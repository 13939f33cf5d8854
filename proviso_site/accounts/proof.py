"""Proof that the person at the keyboard is the owner of the login: the site's half of ``privacy.staff.proof``."""

from allauth.account.adapter import get_adapter
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proviso_site.accounts import sessions


def ask(request: HttpRequest) -> HttpResponse | None:
    """Return None if the proof is fresh, else the way to the page that asks for it and then leads back.

    What was sent is not carried out and not kept: the page that it came from is opened again.
    """
    if sessions.was_proven_recently(request, timezone.now()):
        return None
    return to_proof(request)


def to_proof(request: HttpRequest) -> HttpResponse:
    """Return the way to the page that asks for the strongest proof that an account has, and then leads back."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), methods[0]["url"], REDIRECT_FIELD_NAME)
