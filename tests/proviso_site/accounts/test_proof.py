"""Acts that must not be an intruder's need fresh proof: erasures, exports, deletions and changes of permission."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from dsar.cases.enums import Right, State
from dsar.cases.models import Case
from privacy.retention.models import RetentionRule
from tests.factories.dsar import NOW, opened
from tests.factories.rules import load_rules
from tests.proviso_site.accounts.conftest import PASSWORD, account, code_of, log_in, with_app
from tests.seen import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-08")]


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules()


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as running:
        yield running


@pytest.fixture
def boss(client: Client, clock: Any) -> User:
    user = account("sjef", is_superuser=True)
    log_in(client, "sjef")
    return user


def guarded() -> list[str]:
    """Return the addresses that need fresh proof."""
    case, user, group = opened(Right.ERASURE), account("per"), Group.objects.create(name="Vår")
    rule = RetentionRule.objects.first()
    return [
        reverse("admin:dsar_case_approve", args=[case.pk]),
        reverse("admin:dsar_case_retry", args=[case.pk]),
        reverse("admin:privacy_sharedfile_share"),
        reverse("admin:privacy_retentionrun_approve", args=["00000000-0000-0000-0000-000000000000"]),
        *([reverse("admin:privacy_retentionrule_approve", args=[rule.pk])] if rule else []),
        reverse("admin:auth_user_add"),
        reverse("admin:auth_user_change", args=[user.pk]),
        reverse("admin:auth_user_delete", args=[user.pk]),
        reverse("admin:auth_user_password_change", args=[user.pk]),
        reverse("admin:auth_user_second_factor", args=[user.pk]),
        reverse("admin:auth_group_add"),
        reverse("admin:auth_group_change", args=[group.pk]),
        reverse("admin:auth_group_delete", args=[group.pk]),
    ]


def test_old_proof_is_asked_for_again_on_every_such_page_and_nothing_happens(
    client: Client, boss: User, clock: Any
) -> None:
    paths = guarded()
    clock.shift(timedelta(minutes=11))
    before = list(Case.objects.values()), list(User.objects.values("pk", "password")), list(Group.objects.values())
    for path in paths:
        for send in (client.get, client.post):
            assert send(path, {"post": "yes"})["Location"].startswith(f"{reverse('account_reauthenticate')}?next=")
    now = list(Case.objects.values()), list(User.objects.values("pk", "password")), list(Group.objects.values())
    assert now == before


def test_bulk_deletion_of_accounts_needs_it_too(client: Client, boss: User, clock: Any) -> None:
    user = account("per")
    clock.shift(timedelta(minutes=11))
    sent = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    assert "konto/bekreft" in client.post(reverse("admin:auth_user_changelist"), sent)["Location"]
    assert User.objects.filter(pk=user.pk).exists()


def test_password_again_leads_back_and_lasts_ten_minutes(client: Client, boss: User, clock: Any) -> None:
    case = opened(Right.ERASURE)
    path = reverse("admin:dsar_case_approve", args=[case.pk])
    clock.shift(timedelta(minutes=11))
    asked = client.get(path)["Location"]
    assert client.post(asked, {"password": "galt passord", "next": path}).status_code == 200
    assert client.get(path).status_code == 302
    assert client.post(asked, {"password": PASSWORD, "next": path})["Location"] == path
    assert client.get(path).status_code == 200
    confirmed(client, path)
    assert Case.objects.get(pk=case.pk).state == State.WORKING
    clock.shift(timedelta(minutes=11))
    assert client.get(path).status_code == 302


def test_who_has_a_second_factor_proves_it_with_that_and_not_with_the_password(
    client: Client, clock: Any, factor_required: None
) -> None:
    secret = with_app(account("sjef", is_superuser=True))
    log_in(client, "sjef")
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    clock.shift(timedelta(minutes=11))
    path = reverse("admin:auth_user_add")
    assert client.get(path)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": path}).status_code == 302
    assert client.get(path).status_code == 302
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret), "next": path})
    assert client.get(path).status_code == 200


def test_what_was_sent_without_proof_is_not_kept_in_the_session(client: Client, boss: User, clock: Any) -> None:
    clock.shift(timedelta(minutes=11))
    client.post(reverse("admin:auth_user_add"), {"username": "hemmelig.navn"})
    client.post(reverse("mfa_activate_totp"), {"code": "hemmelig.navn"})
    assert "hemmelig.navn" not in str(dict(client.session.items()))


@pytest.mark.parametrize("name", ["answer", "extend"])
def test_what_can_be_undone_asks_nothing(client: Client, boss: User, clock: Any, name: str) -> None:
    case = opened()
    clock.shift(timedelta(minutes=11))
    assert client.get(reverse(f"admin:dsar_case_{name}", args=[case.pk])).status_code == 200
