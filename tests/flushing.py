"""Clean up after a test that commits: empty what it wrote, and nothing else.

Django truncates every table and fills some again with the signal after migrations, which takes longer than most tests.
Here only the rows of the tables that hold any are deleted, and what the migrations leave stays as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
# Those that stop also whoever sets the role of a replica: the guards of the append-only tables, and what a deleted
# consent leaves.
_ALWAYS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"
_GUARDS = """
SELECT tgrelid::regclass::text, tgname
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = 'privacy_refuse'
"""
_FINGERPRINT = sql.SQL("SELECT {name}, md5(string_agg(row::text, ' ' ORDER BY row::text)) FROM {table} AS row")
_HAS_ROWS = sql.SQL("SELECT {name}, CASE WHEN EXISTS (SELECT FROM {table}) THEN '' END")

Contents = Mapping[str, str]


@contextmanager
def flushable() -> Iterator[None]:
    """Let every test that commits be cleaned up after, until the session ends."""
    original = TransactionTestCase._fixture_teardown
    begun: dict[str, str] = {}

    def teardown(self: TransactionTestCase, *args: Any, **kwargs: Any) -> None:
        if begun and empty_what_was_written(begun):
            return
        with connection.cursor() as cursor:
            cursor.execute(_GUARDS)
            guards = cursor.fetchall()
            _switch(guards, "DISABLE TRIGGER")
            original(self, *args, **kwargs)
            _switch(guards, "ENABLE ALWAYS TRIGGER")
        begun.clear()
        begun.update(contents())

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def empty_what_was_written(begun: Contents) -> bool:
    """Delete all rows, but those of the tables ``begun``; False, and nothing, where one of these is not as it was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IS_SUPERUSER)
        is_allowed = cursor.fetchone()[0]
        now = contents(begun)
        if not is_allowed or any(now.get(table) != rows for table, rows in begun.items()):
            return False
        written = [table for table in now if table not in begun]
        always = [(table, trigger) for table, trigger in always_on() if table in written]
        # No foreign key is looked at and no other trigger runs: all goes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _switch(always, "DISABLE TRIGGER")
        for table in written:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        _switch(always, "ENABLE ALWAYS TRIGGER")
    return True


def contents(read: Contents | None = None) -> dict[str, str]:
    """Return the tables that have any rows, and a fingerprint of them: of all, or of those ``read`` alone."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    parts = [
        (_FINGERPRINT if read is None or table in read else _HAS_ROWS).format(
            name=sql.Literal(table), table=sql.Identifier(table)
        )
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return {table: fingerprint for table, fingerprint in cursor.fetchall() if fingerprint is not None}


def always_on() -> list[tuple[str, str]]:
    """Return the tables, and their triggers, of which nobody can turn the trigger off by playing a replica."""
    with connection.cursor() as cursor:
        cursor.execute(_ALWAYS)
        return cursor.fetchall()


def _switch(triggers: list[tuple[str, str]], how: str) -> None:
    with connection.cursor() as cursor:
        for table, trigger in triggers:
            names = {"table": sql.Identifier(table), "trigger": sql.Identifier(trigger)}
            cursor.execute(sql.SQL(f"ALTER TABLE {{table}} {how} {{trigger}}").format(**names))
