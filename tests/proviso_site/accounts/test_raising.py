"""Nobody raises themselves: not by the form, not by what is sent past it, not through another account or a group."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from proviso_site.accounts import operations, roles
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.errors import NotAllowedToGive
from proviso_site.accounts.models import AccountNotice
from proviso_site.accounts.operations import NOTICE_LETTER
from proviso_site.accounts.queries import state_of
from tests.proviso_site.accounts.conftest import account, with_app
from tests.seen import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-08")]
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ADMINISTRATES = ("auth.view_user", "auth.add_user", "auth.change_user", "auth.delete_user", "auth.view_group",
                 "auth.add_group", "auth.change_group", "auth.delete_group")  # fmt: skip


@pytest.fixture
def administrator(client: Client) -> User:
    user = account("admin", *ADMINISTRATES)
    client.force_login(user)
    return user


def right(name: str) -> Permission:
    app, _dot, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def sent(user: User, **changes: Any) -> dict[str, Any]:
    """Return what the form of an account sends, with these changes."""
    facts: dict[str, Any] = {
        "username": user.username, "email": user.email, "first_name": "", "last_name": "",
        "groups": list(user.groups.values_list("pk", flat=True)),
        "user_permissions": list(user.user_permissions.values_list("pk", flat=True)),
        "last_login_0": "", "last_login_1": "", "date_joined_0": "2026-11-25", "date_joined_1": "10:00",
    }  # fmt: skip
    facts |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    return {name: value for name, value in (facts | changes).items() if value is not None}


def change(client: Client, user: User, **changes: Any) -> int:
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), sent(user, **changes)).status_code


def powers(user: User) -> Any:
    return state_of(user.pk).powers


FORBIDDEN: dict[str, Callable[[], dict[str, Any]]] = {
    "superuser": lambda: {"is_superuser": "on"},
    "permission": lambda: {"user_permissions": [right("dsar.decide_case").pk]},
    "group": lambda: {"groups": [Group.objects.get(name="Godkjenner").pk]},
    "all": lambda: {
        "is_superuser": "on",
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)),
    },
}


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("whose", ["own", "colleague's"])
def test_administrator_gives_nothing_beyond_their_own(
    client: Client, administrator: User, what: str, whose: str
) -> None:
    user = administrator if whose == "own" else account("per")
    before = powers(user)
    change(client, user, **FORBIDDEN[what]())
    assert powers(user) == before


@pytest.mark.parametrize("what", FORBIDDEN)
def test_operation_refuses_what_the_form_let_through(administrator: User, what: str) -> None:
    user = account("per")
    before = state_of(user.pk)
    given = FORBIDDEN[what]()
    user.is_superuser = bool(given.get("is_superuser"))
    user.save()
    user.groups.set(given.get("groups", []))
    user.user_permissions.set(given.get("user_permissions", []))
    with pytest.raises(NotAllowedToGive):
        operations.settle_account(actor=administrator, account=user, before=before, now=NOW)


def test_administrator_gives_what_they_have(client: Client, administrator: User) -> None:
    user, given = account("per"), right("auth.view_user")
    assert change(client, user, user_permissions=[given.pk]) == 302
    assert powers(user).permissions == {"auth.view_user"}


def test_what_others_gave_stays_when_an_administrator_saves(client: Client, administrator: User) -> None:
    user = account("per", "dsar.decide_case")
    user.groups.add(Group.objects.get(name="Redaktør"))
    before = powers(user)
    assert change(client, user, groups=[], user_permissions=[], first_name="Per") == 302
    assert powers(user) == before
    assert User.objects.get(pk=user.pk).first_name == "Per"


def test_nobody_changes_their_own_powers_a_superuser_neither(client: Client) -> None:
    user = account("sjef", is_superuser=True)
    client.force_login(user)
    assert change(client, user, is_superuser=None, is_staff=None, first_name="Siv") == 302
    assert powers(user).is_superuser
    assert User.objects.get(pk=user.pk).first_name == "Siv"


def test_administrator_opens_their_own_account_for_reading_only(client: Client, administrator: User) -> None:
    assert change(client, administrator, first_name="A") == 403


@pytest.mark.parametrize("facts", [{"is_superuser": True}, {"has_more": True}])
def test_nobody_takes_over_an_account_that_has_more(client: Client, administrator: User, facts: dict[str, Any]) -> None:
    facts = dict(facts)
    has_more = facts.pop("has_more", False)
    user = account("hoved", *(["dsar.decide_case"] if has_more else []), **facts)
    before = state_of(user.pk)
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    new = {"password1": "nytt passord 123", "password2": "nytt passord 123", "usable_password": "true"}
    assert client.post(path, new).status_code == 403
    change(client, user, username="stjålet", email="annen@example.com")
    assert client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    client.post(
        reverse("admin:auth_user_changelist"),
        {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"},
    )
    with_app(user)
    assert client.post(reverse("admin:auth_user_second_factor", args=[user.pk])).status_code == 403
    assert state_of(user.pk) == before
    assert user.authenticator_set.exists()


def test_closing_is_allowed_and_opening_again_is_giving(client: Client, administrator: User) -> None:
    user = account("per", "dsar.decide_case")
    assert change(client, user, user_permissions=[], is_active=None) == 302
    assert not powers(user).is_active
    user.refresh_from_db()
    assert change(client, user, user_permissions=[], is_active="on") == 403
    assert not powers(user).is_active


def test_nobody_makes_staff_of_a_prepared_account(client: Client, administrator: User) -> None:
    user = account("per", "dsar.decide_case", is_staff=False)
    assert change(client, user, user_permissions=[], is_staff="on") == 403
    assert not powers(user).is_staff


def test_a_new_account_has_nothing_and_is_told(client: Client, administrator: User) -> None:
    new = {
        "username": "ny",
        "password1": "nytt passord 123",
        "password2": "nytt passord 123",
        "usable_password": "true",
    }
    sneaked = FORBIDDEN["all"]() | {"is_staff": "on"}
    assert client.post(reverse("admin:auth_user_add"), new | sneaked).status_code == 302
    made = powers(User.objects.get(username="ny"))
    assert (made.permissions, made.is_staff, made.is_superuser) == (frozenset(), False, False)
    assert JournalEntry.objects.filter(event="staff.account_added").count() == 1


def test_group_takes_only_what_its_editor_has(client: Client, administrator: User) -> None:
    group = Group.objects.create(name="Vår")
    group.permissions.add(right("dsar.view_case"))
    path = reverse("admin:auth_group_change", args=[group.pk])
    client.post(path, {"name": "Vår", "permissions": [right("dsar.decide_case").pk]})
    assert {one.codename for one in group.permissions.all()} == {"view_case"}
    assert client.post(path, {"name": "Vår", "permissions": [right("auth.view_user").pk]}).status_code == 302
    assert {one.codename for one in group.permissions.all()} == {"view_case", "view_user"}


def test_group_operation_refuses_what_the_form_let_through(administrator: User) -> None:
    group = Group.objects.create(name="Vår")
    group.permissions.add(right("dsar.decide_case"))
    with pytest.raises(NotAllowedToGive):
        operations.settle_group(actor=administrator, group=group, before=frozenset(), now=NOW)


@pytest.mark.parametrize("name", [role.name for role in roles.ready_roles().values()])
def test_nobody_changes_or_deletes_a_ready_role(client: Client, name: str) -> None:
    client.force_login(account("sjef", is_superuser=True))
    group = Group.objects.get(name=name)
    before = set(group.permissions.all())
    assert client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Alle"}).status_code == 403
    assert client.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}).status_code == 403
    assert set(Group.objects.get(name=name).permissions.all()) == before


@pytest.mark.law("A-14")
def test_each_change_of_permission_is_in_the_journal_and_mailed(client: Client) -> None:
    boss, guardian, user = account("sjef", is_superuser=True), account("vakt", "auth.change_user"), account("per")
    client.force_login(boss)
    assert change(client, user, user_permissions=[right("dsar.view_case").pk]) == 302
    entry = JournalEntry.objects.get(stream="staff", event="staff.rights_changed")
    assert entry.facts == f'{{"account":{user.pk},"staff":{boss.pk}}}'
    told = AccountNotice.objects.filter(kind=NoticeKind.RIGHTS_CHANGED).values_list("recipient", flat=True)
    assert sorted(told) == sorted([boss.pk, guardian.pk, user.pk])
    assert Letter.objects.filter(kind=NOTICE_LETTER).count() == 3
    assert change(client, user, user_permissions=[right("dsar.view_case").pk], first_name="P") == 302
    assert JournalEntry.objects.filter(event="staff.rights_changed").count() == 1


@pytest.mark.law("A-14")
def test_change_of_a_group_is_told_to_its_members(client: Client) -> None:
    boss, user = account("sjef", is_superuser=True), account("per")
    group = Group.objects.create(name="Vår")
    user.groups.add(group)
    client.force_login(boss)
    new = {"name": "Vår", "permissions": [right("dsar.view_case").pk]}
    assert client.post(reverse("admin:auth_group_change", args=[group.pk]), new).status_code == 302
    assert user.pk in AccountNotice.objects.filter(kind=NoticeKind.GROUP_CHANGED).values_list("recipient", flat=True)


@pytest.mark.law("A-14")
def test_reset_factor_is_removed_told_and_journalled(client: Client) -> None:
    boss, user = account("sjef", is_superuser=True), account("per")
    with_app(user)
    client.force_login(boss)
    assert confirmed(client, reverse("admin:auth_user_second_factor", args=[user.pk])).status_code == 302
    assert not user.authenticator_set.exists()
    assert AccountNotice.objects.get(kind=NoticeKind.FACTOR_REMOVED).recipient == user
    assert client.post(reverse("admin:auth_user_second_factor", args=[boss.pk])).status_code == 403
