"""The admin page of an account takes every spelling of an address for the same mailbox."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from proviso_site.accounts import roles


def _saved(admin_client: Client, account: User, email: str) -> int:
    data = {
        "username": account.username, "email": email, "is_active": "on", "is_staff": "on",
        "date_joined_0": "2026-03-02", "date_joined_1": "09:00:00",
    }  # fmt: skip
    return admin_client.post(f"/admin/auth/user/{account.pk}/change/", data).status_code


@pytest.mark.law("D-08")
def test_address_of_an_account_gets_its_normal_form(admin_client: Client) -> None:
    account = User.objects.create_user("per", is_staff=True)
    assert _saved(admin_client, account, "Per@Blåbær.example") == 302
    account.refresh_from_db()
    assert account.email == "per@xn--blbr-roah.example"
    for refused in ("mi\u200ba@example.com", "t@[127.0.0.1]", "mia@localhost"):
        assert _saved(admin_client, account, refused) == 200
    assert _saved(admin_client, account, "") == 302
    account.refresh_from_db()
    assert account.email == ""


@pytest.mark.django_db
def test_permissions_of_a_ready_role_are_named_in_words(admin_client: Client) -> None:
    roles.seed_roles()
    role = Group.objects.get(name=roles.ready_roles()["auditor"].name)
    page = admin_client.get(f"/admin/auth/group/{role.pk}/change/").content.decode()
    assert "Abonnement: se" in page
    assert "Can view" not in page
