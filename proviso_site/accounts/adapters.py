"""What allauth asks of the site: the ways to log in and to prove it again, and how secrets are kept."""

import base64
import hashlib
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.web.redirects import existing_target
from proviso_site.accounts import devices, sessions
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.operations import notify

_OWN_FACTORS = "mfa_reauthenticate"


class StaffAdapter(DefaultAccountAdapter):
    """Login of staff. Nobody signs up, and no mail of allauth's is sent: ours tell of what happened."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether a login may lead on to an address: it is a page of this site."""
        return bool(url) and existing_target(self.request, str(url)) is not None

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Tell the owner of a login from a browser that is new to the account."""
        response = super().post_login(request, user, **kwargs)
        owner = cast("User", user)
        if not devices.is_known(request, owner):
            notify(kind=NoticeKind.NEW_DEVICE, account=owner, by=owner, now=timezone.now())
        devices.remember(request, response, owner)
        return response

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        return self.request is None or not sessions.was_proven_recently(self.request, timezone.now())

    def get_reauthentication_methods(self, user: "AbstractBaseUser | AnonymousUser") -> list[dict[str, Any]]:
        """Return how an account proves itself: with its second factor where it has one, else with the password."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"].startswith(_OWN_FACTORS)] or methods

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Show errors only: the messages of success would put the account's name into a cookie."""
        if kwargs.get("message"):
            super().add_message(*args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: ``operations.notify`` does."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and they are called after the site."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A second factor was encrypted with another SECRET_KEY. Add the earlier key to SECRET_KEY_FALLBACKS, "
                "or run manage.py reset_second_factor for the account."
            ) from error

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as markup for the page itself: the CSP forbids images in addresses."""
        return super().build_totp_svg(url).partition("?>")[2].strip()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - allauth's name
        return _("Passkey")

    def _get_site_name(self) -> str:
        return urlsplit(privacy_settings().base_url).hostname or super()._get_site_name()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"proviso_site.accounts.second_factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
