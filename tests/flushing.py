"""Let a test that commits be cleaned up after: the append-only tables refuse the TRUNCATE with which Django does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_GUARDED = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = 'privacy_refuse'
"""


@contextmanager
def flushable() -> Iterator[None]:
    """Switch the guards off for the moment between two tests, and on again as they were: for every session."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase, *args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_GUARDED)
            tables = [row[0] for row in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            original(self, *args, **kwargs)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
                cursor.execute(_guards_of(cursor, table))

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def _guards_of(cursor: Any, table: str) -> str:
    """Return the statement that makes a table's guards hold in every session again (ENABLE ALWAYS)."""
    cursor.execute(
        "SELECT string_agg(format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %%I', tgrelid::regclass, tgname), ';') "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE proname = 'privacy_refuse' AND tgrelid = %s::regclass",
        [table],
    )
    return str(cursor.fetchone()[0])
