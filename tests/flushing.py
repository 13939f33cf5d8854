"""Clean up after a test that commits: the database is as the migrations left it, and nothing else is touched.

Django truncates every table and fills some again with the signal after migrations, which takes longer than most tests
and leaves other rows than the migrations did. Here the tables with other rows are emptied, and get their rows back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from tests.tables import Contents, add_rows, contents, delete_rows, rows_of, switch, unguarded

_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_GUARDS = """
SELECT tgrelid::regclass::text, tgname
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = 'privacy_refuse'
"""


@dataclass(frozen=True)
class Kept:
    """The tables that have rows: a fingerprint of each, and the rows."""

    fingerprints: Contents
    rows: Mapping[str, bytes]


def keep() -> Kept:
    """Keep what the database holds."""
    fingerprints = contents()
    return Kept(fingerprints, {table: rows_of(table) for table in fingerprints})


def bring_back(kept: Kept) -> None:
    """Make the tables as they were kept; only a superuser can."""
    now = contents(kept.fingerprints)
    changed = {
        table for table in now.keys() | kept.fingerprints.keys() if now.get(table) != kept.fingerprints.get(table)
    }
    with unguarded(changed):
        for table in changed:
            delete_rows(table)
            if table in kept.rows:
                add_rows(table, kept.rows[table])


@contextmanager
def flushable(kept: Kept) -> Iterator[None]:
    """Let every test that commits be cleaned up after, until the session ends."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase, *args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_IS_SUPERUSER)
            if cursor.fetchone()[0]:
                bring_back(kept)
                return
            cursor.execute(_GUARDS)
            guards = cursor.fetchall()
        switch(guards, "DISABLE TRIGGER")
        original(self, *args, **kwargs)
        switch(guards, "ENABLE ALWAYS TRIGGER")

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]
