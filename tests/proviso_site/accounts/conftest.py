"""Accounts and logins as the login page makes them."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

PASSWORD = "korrekt hest batteri"
Send = Callable[..., HttpResponse]


def account(name: str, *permissions: str, **facts: Any) -> User:
    """Make an account of staff with these permissions."""
    user = User.objects.create_user(name, f"{name}@example.com", PASSWORD, **({"is_staff": True} | facts))
    for permission in permissions:
        app, _dot, codename = permission.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def log_in(client: Client, name: str, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    """Send the login form."""
    return client.post("/admin/login/", {"username": name, "password": password}, **extra)


def with_app(user: User) -> str:
    """Set up an app for codes; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str) -> str:
    """Return the code that an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def factor_required(settings: Any) -> None:
    """As in production."""
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


def is_inside(client: Client) -> bool:
    """Tell whether a client is logged in."""
    return client.get(reverse("admin:index")).status_code == 200
