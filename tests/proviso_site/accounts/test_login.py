"""Logging in: attempts are limited, logins end, and in production a second factor is needed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.models import AccountNotice
from proviso_site.accounts.operations import NOTICE_LETTER
from proviso_site.accounts.personal_data import EMPTY
from tests.proviso_site.accounts.conftest import PASSWORD, account, code_of, is_inside, log_in, with_app

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_staff_log_in_and_are_led_where_they_wanted(client: Client) -> None:
    account("kari", is_superuser=True)
    there = reverse("admin:auth_user_changelist")
    assert client.get(there)["Location"] == f"/admin/login/?next={there}"
    answer = client.post(f"/admin/login/?next={there}", {"username": "kari", "password": PASSWORD, "next": there})
    assert (answer.status_code, answer["Location"]) == (302, there)
    assert client.get(there).status_code == 200


@pytest.mark.parametrize(
    "facts", [{"is_active": False}, {"is_staff": False}, {"is_staff": False, "is_superuser": True}]
)
def test_closed_accounts_and_strangers_get_the_answer_of_a_wrong_password(
    client: Client, facts: dict[str, bool]
) -> None:
    account("kari")
    account("per", **facts)
    shown = {
        re.sub(r'(?s)value="[^"]*"|nonce-\S+', "", log_in(Client(), name, password).content.decode())
        for name, password in (("per", PASSWORD), ("kari", "galt passord"), ("ukjent", "galt passord"))
    }
    assert len(shown) == 1


def test_who_is_no_longer_staff_is_out_at_the_next_request(client: Client) -> None:
    user = account("kari")
    log_in(client, "kari")
    assert is_inside(client)
    User.objects.filter(pk=user.pk).update(is_staff=False)
    answer = client.get(reverse("admin:index"), follow=True)
    assert [url for url, _status in answer.redirect_chain] == ["/admin/login/?next=/admin/"]


@pytest.mark.law("A-08")
def test_sixth_attempt_is_refused_even_with_the_right_password(client: Client) -> None:
    account("kari")
    assert [log_in(client, "kari", "galt passord").status_code for _ in range(4)] == [200] * 4
    assert log_in(client, "kari", "galt passord").status_code == 429
    assert log_in(client, "kari").status_code == 429
    assert not is_inside(client)


@pytest.mark.law("A-08")
def test_attempts_of_another_keep_nobody_out(client: Client) -> None:
    account("kari")
    for _ in range(6):
        log_in(Client(REMOTE_ADDR="203.0.113.7"), "kari", "galt passord")
    assert log_in(client, "kari", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_one_sender_cannot_try_one_password_on_many_accounts(client: Client) -> None:
    for number in range(30):
        answer = log_in(client, f"konto{number}", "sommer2026")
    account("kari")
    log_in(client, "kari")
    assert not is_inside(client)
    assert answer.status_code in (200, 429)


@pytest.mark.law("A-16")
def test_attempts_leave_no_name_and_no_address_behind(client: Client) -> None:
    account("kari")
    for _ in range(6):
        log_in(client, "kari", "galt passord", REMOTE_ADDR="198.51.100.7")
    assert [model.objects.count() for model in (AccessAttempt, AccessFailureLog, AccessLog)] == [0, 0, 0]
    keys = cache._cache.get_client(None).keys("*")
    assert keys
    assert not [key for key in keys if b"kari" in key.lower()]


@pytest.mark.law("A-16")
def test_the_database_keeps_unused_tables_empty() -> None:
    """They hold personal data by design, and the register has no rule for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'c' AND convalidated AND pg_get_constraintdef(oid) = 'CHECK (false)'"
        )
        assert {row[0] for row in cursor.fetchall()} == {model._meta.db_table for model in EMPTY}
    with pytest.raises(IntegrityError, match="stays_empty"), transaction.atomic():
        EmailAddress.objects.create(user=account("kari"), email="kari@example.com")


def test_a_login_ends_when_nobody_uses_it(client: Client) -> None:
    account("kari")
    with time_machine.travel(NOW, tick=False) as clock:
        log_in(client, "kari")
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert is_inside(client)
        clock.shift(timedelta(minutes=31))
        assert not is_inside(client)


def test_a_login_ends_after_twelve_hours_in_any_case(client: Client) -> None:
    account("kari")
    with time_machine.travel(NOW, tick=False) as clock:
        log_in(client, "kari")
        for _ in range(12 * 3):
            clock.shift(timedelta(minutes=20))
            inside = is_inside(client)
        assert inside
        clock.shift(timedelta(minutes=1))
        answer = client.get(reverse("admin:index"))
        assert answer["Location"].startswith("/admin/login/")
        assert not is_inside(client)


def test_idle_time_is_counted_by_the_server_and_not_only_by_the_cookie(client: Client) -> None:
    account("kari")
    with time_machine.travel(NOW, tick=False) as clock:
        log_in(client, "kari")
        kept = client.cookies[site_settings.SESSION_COOKIE_NAME].value
        clock.shift(timedelta(minutes=31))
        stolen = Client()
        stolen.cookies[site_settings.SESSION_COOKIE_NAME] = kept
        assert not is_inside(stolen)


def test_public_pages_know_no_logins(client: Client) -> None:
    account("kari")
    log_in(client, "kari")
    answer = client.get("/robots.txt")
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.law("A-08")
def test_without_a_second_factor_only_the_pages_that_set_one_up_open(client: Client, factor_required: None) -> None:
    account("kari", is_superuser=True)
    log_in(client, "kari")
    for path in ("/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/privacy/revision/publish/"):
        for send in (client.get, client.post):
            assert send(path)["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


@pytest.mark.law("A-08")
@pytest.mark.django_db(transaction=True)  # the library tells of the new factor when it is committed
def test_setting_up_an_app_opens_the_administration(client: Client, factor_required: None) -> None:
    user = account("kari", is_superuser=True)
    log_in(client, "kari")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<kbd>([A-Z2-7]+)</kbd>", page).group(1)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert secret not in str(list(user.authenticator_set.values_list("data", flat=True)))
    assert client.get(reverse("mfa_view_recovery_codes")).content.decode().count("<li><code>") == 10
    assert is_inside(client)


@pytest.mark.law("A-08")
def test_login_asks_for_the_code_and_a_code_works_once(client: Client, factor_required: None) -> None:
    secret = with_app(account("kari", is_superuser=True))
    code = code_of(secret)
    assert log_in(client, "kari")["Location"] == reverse("mfa_authenticate")
    assert not is_inside(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_inside(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/admin/"
    assert is_inside(client)
    other = Client()
    log_in(other, "kari")
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert not is_inside(other)


@pytest.mark.law("A-08")
def test_a_login_by_password_gains_nothing_when_the_owner_sets_up_a_factor(
    client: Client, factor_required: None
) -> None:
    user = account("kari", is_superuser=True)
    log_in(client, "kari")
    with_app(user)
    assert not is_inside(client)
    assert client.get(reverse("mfa_index"))["Location"].startswith("/admin/login/")


def test_development_needs_no_second_factor(client: Client) -> None:
    account("kari")
    log_in(client, "kari")
    assert is_inside(client)


def notices(kind: NoticeKind) -> list[str]:
    return list(AccountNotice.objects.filter(kind=kind).values_list("recipient__username", flat=True))


@pytest.mark.law("A-14")
def test_new_browser_is_told_once_by_journal_and_mail(client: Client) -> None:
    user = account("kari")
    log_in(client, "kari")
    client.post(reverse("admin:logout"))
    log_in(client, "kari")
    assert notices(NoticeKind.NEW_DEVICE) == ["kari"]
    log_in(Client(), "kari")
    assert len(notices(NoticeKind.NEW_DEVICE)) == 2
    assert Letter.objects.filter(kind=NOTICE_LETTER).count() == 2
    entries = JournalEntry.objects.filter(stream="staff", event="staff.new_device")
    assert [entry.facts for entry in entries] == [f'{{"account":{user.pk},"staff":{user.pk}}}'] * 2


@pytest.mark.law("A-14")
def test_every_browser_is_new_after_a_changed_password(client: Client) -> None:
    user = account("kari")
    log_in(client, "kari")
    user.set_password("et annet passord")
    user.save()
    log_in(client, "kari", "et annet passord")
    assert len(notices(NoticeKind.NEW_DEVICE)) == 2


def test_a_forged_or_foreign_device_cookie_is_no_known_browser(client: Client) -> None:
    account("kari")
    account("ola")
    log_in(client, "ola")
    client.post(reverse("admin:logout"))
    log_in(client, "kari")
    assert notices(NoticeKind.NEW_DEVICE) == ["kari", "ola"]
    forged = Client()
    forged.cookies[site_settings.DEVICE_COOKIE_NAME] = "W10:forged"
    log_in(forged, "kari")
    assert len(notices(NoticeKind.NEW_DEVICE)) == 3


@pytest.mark.law("A-14")
def test_new_and_removed_factors_are_told(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    account("kari")
    log_in(client, "kari")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<kbd>([A-Z2-7]+)</kbd>", page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert notices(NoticeKind.FACTOR_ADDED) == ["kari"]
    client.post(reverse("mfa_deactivate_totp"))
    assert notices(NoticeKind.FACTOR_REMOVED) == ["kari"]


@pytest.mark.parametrize("path", ["signup", "email", "password/reset", "social/signup", "konto/signup", "konto/email"])
def test_nobody_signs_up_and_no_other_part_of_the_library_is_there(client: Client, path: str) -> None:
    assert client.get(f"/admin/{path}/").status_code in (302, 404)
    answer = client.get(f"/admin/{path}/")
    assert answer.status_code == 404 or answer["Location"].startswith("/admin/login/")
