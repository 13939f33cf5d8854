"""What stands between a writer and the journal's past: triggers always, rights where the role allows."""

from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from privacy.journal import operations as journal
from privacy.journal import rights
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.policy import publishing
from privacy.retention import operations as retention
from tests.factories.privacy import NOW
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]
ROLE, PASSWORD = "proviso_web_test", "only for the tests"


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_trigger_stands_and_the_owner_is_held_by_nothing_more() -> None:
    guard = rights.guard()
    assert guard.wrong == ()
    assert guard.figure == "9 of 9 triggers, triggers only"


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("ALTER TABLE privacy_journalentry DISABLE TRIGGER privacy_journalentry_append_only", "not always on"),
        ("ALTER TABLE privacy_journalentry ENABLE TRIGGER privacy_journalentry_append_only", "not always on"),
        ("DROP TRIGGER privacy_journalentry_append_only ON privacy_journalentry", "missing"),
        (
            (
                "CREATE OR REPLACE TRIGGER privacy_journalentry_append_only BEFORE DELETE ON privacy_journalentry "
                "FOR EACH ROW EXECUTE FUNCTION privacy_refuse(); "
                "ALTER TABLE privacy_journalentry ENABLE ALWAYS TRIGGER privacy_journalentry_append_only"
            ),
            "changed",
        ),
    ],
)
def test_a_trigger_that_is_off_gone_or_another_is_named(statement: str, wrong: str) -> None:
    sql(statement)
    assert rights.guard().wrong == (f"privacy_journalentry_append_only: {wrong}",)


def test_a_function_that_no_longer_refuses_is_found() -> None:
    sql("CREATE OR REPLACE FUNCTION privacy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert len(rights.guard().wrong) == 8
    assert not rights.guard().stands


@pytest.fixture
def role() -> Iterator[str]:
    rights.grant(role=ROLE, password=PASSWORD)
    return ROLE


def test_granted_role_adds_and_can_do_nothing_else(role: str) -> None:
    journal.append(stream="test", event="test.done", facts={}, now=NOW)
    sql(f"SET LOCAL ROLE {role}")
    assert rights.guard().figure == "9 of 9 triggers, insert-only rights"
    journal.append(stream="test", event="test.done", facts={}, now=NOW)
    assert list(journal.verify_chain()) == []
    for statement in (
        "UPDATE privacy_journalentry SET facts = '{}'",
        "DELETE FROM privacy_journalentry",
        "TRUNCATE privacy_journalentry",
        "ALTER TABLE privacy_journalentry DISABLE TRIGGER ALL",
        "DROP TABLE privacy_journalentry",
        "DELETE FROM privacy_revision",
        "DELETE FROM django_migrations",
        "SET LOCAL session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            sql(statement)
        assert isinstance(refusal.value.__cause__, InsufficientPrivilege), statement


def test_granting_again_changes_nothing_and_keeps_the_way_in(role: str) -> None:
    assert rights.grant(role=role, password=PASSWORD) == list(rights.KEPT_TABLES)
    sql(f"SET LOCAL ROLE {role}")
    assert rights.guard().is_by_rights


def test_site_does_its_work_with_the_rights_of_the_role(role: str, register: None) -> None:
    load_rules()
    sql(f"SET LOCAL ROLE {role}")
    publishing.publish(now=NOW)
    letters.post(kind="test.hello", object_id=uuid4(), now=NOW)
    Letter.objects.update(retain_until=NOW)
    retention.run(as_of=NOW, now=NOW)
    assert not Letter.objects.exists()
    assert JournalEntry.objects.filter(event="register.published").exists()


@pytest.mark.django_db(transaction=True)
def test_command_makes_a_role_that_can_log_in(settings: Any) -> None:
    server = connection.settings_dict
    where = f"{server['HOST']}:{server['PORT']}/{server['NAME']}"
    settings.PRIVACY = settings.PRIVACY | {
        "WEB_DATABASE_URL": f"postgres://{ROLE}:{PASSWORD.replace(' ', '%20')}@{where}"
    }
    try:
        call_command("grant_rights", stdout=StringIO())
        with psycopg.connect(settings.PRIVACY["WEB_DATABASE_URL"]) as other:
            assert other.execute("SELECT count(*) FROM privacy_journalentry").fetchone() is not None
            with pytest.raises(InsufficientPrivilege):
                other.execute("DELETE FROM privacy_journalentry")
    finally:
        sql(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def test_command_without_an_address_says_what_is_missing(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"WEB_DATABASE_URL": ""}
    with pytest.raises(CommandError, match="WEB_DATABASE_URL"):
        call_command("grant_rights")
