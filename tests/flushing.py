"""Let a test that commits be cleaned up after: the append-only tables refuse the TRUNCATE with which Django does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_GUARDS = """
SELECT tgrelid::regclass::text, quote_ident(tgname)
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = 'privacy_refuse'
"""


@contextmanager
def flushable() -> Iterator[None]:
    """Switch the guards off for the moment between two tests, and on again as they were: for every session."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase, *args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_GUARDS)
            guards = cursor.fetchall()
            for table, trigger in guards:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            original(self, *args, **kwargs)
            for table, trigger in guards:
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]
