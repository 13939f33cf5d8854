"""Rows from before there was a normal form get it; what then collides is kept and marked."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsletter.subscriptions.models import Subscription
from privacy.addresses.migrating import normalise_accounts, normalise_rows
from privacy.retention.models import LegalHold
from tests.factories.newsletter import NOW

BEFORE = [("newsletter", "0004_ended_by_request"), ("dsar", "0005_case_by_closing"), ("contact", "0001_initial")]
READABLE, ASCII = "per@blåbær.example", "per@xn--blbr-roah.example"


@pytest.fixture
def _newest_again(transactional_db: None) -> Any:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _subscription(apps: Any, email: str, state: str) -> Any:
    end = {"retain_until": NOW} if state != "active" else {"confirmed_at": NOW}
    ended = {"ended_at": NOW} if state == "ended" else {}
    model = apps.get_model("newsletter", "Subscription")
    return model.objects.create(email=email, language="nb", state=state, requested_at=NOW, **end, **ended)


def _contact(apps: Any, email: str, right: str) -> Any:
    day = NOW.date()
    case = apps.get_model("dsar", "Case").objects.create(
        right=right, state="open", received_at=NOW, confirmed_at=NOW, target_on=day, latest_on=day, language="nb"
    )
    return apps.get_model("dsar", "Contact").objects.create(case=case, email=email, right=right, is_open=True)


def _values(apps: Any, label: str) -> set[tuple[Any, ...]]:
    return set(apps.get_model(label).objects.values_list("email", "email_written", "is_second_spelling"))


@pytest.mark.law("D-08")
@pytest.mark.usefixtures("_newest_again")
def test_old_rows_get_the_normal_form_and_stay_apart() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps
    for email, state in ((READABLE, "active"), (ASCII, "active"), ("ola@example.com", "pending"), (READABLE, "ended")):
        _subscription(old, email, state)
    for email, right in ((READABLE, "access"), (ASCII, "access"), ('"per"@xn--blbr-roah.example', "erasure")):
        _contact(old, email, right)
    for email in ("t@[127.0.0.1]", "mia@ｅxample.com"):  # noqa: RUF001 - a full-width letter
        old.get_model("contact", "Message").objects.create(
            email=email, text="Hei", language="nb", received_at=NOW, retain_until=NOW
        )
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate(leaves)
    new = executor.loader.project_state(leaves).apps
    assert _values(new, "newsletter.Subscription") == {
        (ASCII, ASCII, False), (ASCII, READABLE, True), (ASCII, READABLE, False),
    }  # fmt: skip
    pending = new.get_model("newsletter.PendingSignUp").objects.values_list("email", "email_written")
    assert list(pending) == [("ola@example.com", "ola@example.com")]
    assert _values(new, "dsar.Contact") == {
        (ASCII, ASCII, False), (ASCII, READABLE, True), (ASCII, '"per"@xn--blbr-roah.example', False),
    }  # fmt: skip
    assert set(new.get_model("contact.Message").objects.values_list("email", "email_written")) == {
        ("t@[127.0.0.1]", "t@[127.0.0.1]"), ("mia@example.com", "mia@ｅxample.com"),  # noqa: RUF001
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.law("D-37")
def test_hold_keeps_a_person_whose_address_gets_another_form() -> None:
    row = Subscription.objects.create(
        email=ASCII, language="nb", requested_at=NOW, retain_until=NOW + timedelta(days=7), consent_sha256=""
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsletter_subscription SET email = %s, email_written = ''", [READABLE])
    hold = LegalHold.objects.create(
        salt="1" * 32, subject_key=_key("1" * 32, READABLE), reason="legal_claim", reference="1", placed_at=NOW,
        ends_at=NOW, retain_until=NOW,
    )  # fmt: skip
    assert normalise_rows(apps, "newsletter.Subscription") == 1
    row.refresh_from_db()
    hold.refresh_from_db()
    assert (row.email, row.email_written) == (ASCII, READABLE)
    assert hold.subject_key == _key("1" * 32, ASCII)


@pytest.mark.django_db
def test_accounts_get_the_normal_form() -> None:
    User.objects.bulk_create([User(username="per", email="Per@Blåbær.example"), User(username="ola", email="")])
    normalise_accounts(apps, "auth.User", "email")
    assert set(User.objects.values_list("email", flat=True)) == {ASCII, ""}


def _key(salt: str, address: str) -> str:
    return hashlib.sha256((salt + address).encode()).hexdigest()
