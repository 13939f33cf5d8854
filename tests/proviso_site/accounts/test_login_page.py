"""The login page: in the site's dress, with the passkey first where it helps, and without anybody else's server."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from proviso_site.accounts import devices
from tests.proviso_site.accounts.conftest import account, log_in, with_app
from tests.words import says

pytestmark = pytest.mark.django_db
PATH = "/admin/login/"


def with_passkey(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Nøkkel", "credential": {}})


def ways_in(client: Client) -> list[str]:
    """Return the forms of the login page, in their order."""
    return re.findall(r'id="(login-form|passkey-form)"', client.get(PATH).content.decode())


@pytest.mark.law("U-01")
def test_page_has_the_dress_of_the_site_and_asks_no_other_server(client: Client) -> None:
    html = client.get(PATH).content.decode()
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
    assert [sheet.rpartition("/")[2].partition(".")[0] for sheet in sheets] == [
        *("tokens", "base", "layout", "components", "accounts")
    ]
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', html) == []
    assert "admin/css" not in html
    assert 'class="site-name"' in html
    assert '<html lang="nb">' in html
    assert html.count("<h1>") == html.count("<main") == 1


def test_password_comes_first_for_a_browser_that_nobody_knows(client: Client) -> None:
    with_passkey(account("kari"))
    assert ways_in(client) == ["login-form", "passkey-form"]
    client.cookies[devices.settings.DEVICE_COOKIE_NAME] = "forged"
    assert ways_in(client) == ["login-form", "passkey-form"]


def test_passkey_comes_first_where_its_owner_has_logged_in_before(client: Client) -> None:
    owner, other = account("kari"), account("per")
    log_in(client, "kari")
    client.logout()
    with_passkey(other)
    assert ways_in(client) == ["login-form", "passkey-form"]
    with_passkey(owner)
    log_in_again = Client()
    log_in_again.cookies[devices.settings.DEVICE_COOKIE_NAME] = devices.signing.dumps(
        [devices._mark(owner)], salt=devices._SALT
    )
    assert ways_in(log_in_again) == ["passkey-form", "login-form"]
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert ways_in(log_in_again) == ["login-form", "passkey-form"]


def test_second_factor_offers_the_passkey_first_to_who_has_one(client: Client) -> None:
    kari = account("kari")
    with_app(kari)
    log_in(client, "kari")
    html = client.get("/admin/konto/authenticate/").content.decode()
    assert "passkey-use" not in html
    assert 'name="code"' in html


@pytest.mark.law("U-01")
def test_wrong_password_is_told_beside_the_form(client: Client) -> None:
    account("kari")
    html = log_in(client, "kari", "galt passord").content.decode()
    assert f"<title>{says('Error:')}" in html
    assert 'role="alert"' in html
    assert 'value="kari"' in html
