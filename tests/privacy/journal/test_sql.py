import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.operations import RunSQL

from privacy.journal.sql import append_only, cascade

pytestmark = pytest.mark.django_db


def run(operation: RunSQL, *, backwards: bool = False) -> None:
    statements = operation.reverse_sql if backwards else operation.sql
    with connection.cursor() as cursor:
        for statement in [statements] if isinstance(statements, str) else statements:
            cursor.execute(str(statement))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def _family(db: None) -> None:
    sql("CREATE TABLE parent (id int PRIMARY KEY)")
    sql("CREATE TABLE other (id int PRIMARY KEY)")
    sql("CREATE TABLE child (parent_id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
    sql("INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1), (1), (2); SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.usefixtures("_family")
def test_children_go_with_their_parent() -> None:
    run(cascade("child", "parent_id", "parent"))
    sql("DELETE FROM parent WHERE id = 1")
    assert count("child") == 1


@pytest.mark.usefixtures("_family")
def test_cascade_can_be_taken_back() -> None:
    operation = cascade("child", "parent_id", "parent")
    run(operation)
    run(operation, backwards=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM parent WHERE id = 1")
    assert count("child") == 3


@pytest.mark.usefixtures("_family")
def test_append_only_can_be_taken_back() -> None:
    operation = append_only("other")
    run(operation)
    sql("INSERT INTO other VALUES (1)")
    for refused in ("UPDATE other SET id = 2", "DELETE FROM other", "TRUNCATE other CASCADE"):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            sql(refused)
    run(operation, backwards=True)
    sql("DELETE FROM other")
    assert count("other") == 0


def test_every_guard_holds_in_every_session() -> None:
    """ENABLE ALWAYS: a session that plays replica is refused too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname IN ('privacy_refuse', 'privacy_journal_chain')"
        )
        rows = cursor.fetchall()
    assert {table for table, _name, _mode in rows} >= {
        "privacy_journalentry",
        "privacy_revision",
        "privacy_revisiontext",
    }
    assert [name for _table, name, mode in rows if mode != "A"] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_guards_are_back_after_a_test_that_commits(turn: int) -> None:
    assert turn
    test_every_guard_holds_in_every_session()


def test_triggers_that_look_up_rows_find_them_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH looks AS (SELECT * FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND prosrc ~* '\\m(SELECT|PERFORM)\\M.*\\mFROM\\M') "
            "SELECT DISTINCT own.proname, coalesce(own.proconfig, '{}') FROM pg_trigger "
            "JOIN pg_proc own ON own.oid = tgfoid JOIN looks ON looks.oid = own.oid "
            # Also by a function that it calls, for which its settings hold too.
            "OR own.prosrc ~ ('\\m' || looks.proname || '\\(') WHERE NOT tgisinternal"
        )
        settings = dict(cursor.fetchall())
    assert set(settings) >= {"privacy_journal_chain", "newsletter_delivery_needs_consent"}
    assert [name for name, values in settings.items() if "enable_seqscan=off" not in values] == []


def test_entry_costs_the_same_in_a_session_that_wrote_the_first_one() -> None:
    """The session plans the look-up of the last entry while statistics say that the journal is empty."""
    sql("ANALYZE privacy_journalentry")
    entries = (
        "INSERT INTO privacy_journalentry (stream, seq, at, event, facts, previous, hash) "
        "SELECT 'grown', 0, now(), 'grown', '{{}}', '', '' FROM generate_series(1, {rows})"
    )
    sql(entries.format(rows=10))
    early, _between, late = (_pages_read(entries.format(rows=1000)) for _turn in range(3))
    assert late < 1.5 * early


def _pages_read(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        (plans,) = cursor.fetchone()
    return int(plans[0]["Plan"]["Shared Hit Blocks"] + plans[0]["Plan"]["Shared Read Blocks"])
