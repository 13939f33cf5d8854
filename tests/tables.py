"""The tables of the test database: which have rows, and these rows as PostgreSQL copies them."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

# Those that stop also whoever sets the role of a replica: the guards of the append-only tables, and what a deleted
# consent leaves.
_ALWAYS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"
_FINGERPRINT = sql.SQL("SELECT {name}, md5(string_agg(row::text, ' ' ORDER BY row::text)) FROM {table} AS row")
_HAS_ROWS = sql.SQL("SELECT {name}, CASE WHEN EXISTS (SELECT FROM {table}) THEN '' END")

Contents = Mapping[str, str]


def contents(read: Collection[str] | None = None) -> dict[str, str]:
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


def rows_of(table: str) -> bytes:
    """Return the rows of a table in the order of their keys, in which the journal chains them again."""
    with (
        connection.cursor() as cursor,
        cursor.copy(_statement("COPY (SELECT * FROM {} ORDER BY 1) TO STDOUT", table)) as rows,
    ):
        return b"".join(rows)


def add_rows(table: str, rows: bytes) -> None:
    """Add rows that ``rows_of`` returned."""
    with connection.cursor() as cursor, cursor.copy(_statement("COPY {} FROM STDIN", table)) as copy:
        copy.write(rows)


def delete_rows(table: str) -> None:
    """Delete all rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(_statement("DELETE FROM {}", table))


def always_on() -> list[tuple[str, str]]:
    """Return the tables, and their triggers, of which nobody can turn the trigger off by playing a replica."""
    with connection.cursor() as cursor:
        cursor.execute(_ALWAYS)
        return cursor.fetchall()


@contextmanager
def unguarded(tables: Collection[str]) -> Iterator[None]:
    """Look at no foreign key and run no trigger on these tables, in a transaction of its own; for a superuser."""
    with transaction.atomic(), connection.cursor() as cursor:
        always = [(table, trigger) for table, trigger in always_on() if table in tables]
        cursor.execute("SET LOCAL session_replication_role = replica")
        switch(always, "DISABLE TRIGGER")
        yield
        switch(always, "ENABLE ALWAYS TRIGGER")


def switch(triggers: Collection[tuple[str, str]], how: str) -> None:
    """Turn triggers on or off, as ``how`` says in SQL."""
    with connection.cursor() as cursor:
        for table, trigger in triggers:
            names = {"table": sql.Identifier(table), "trigger": sql.Identifier(trigger)}
            cursor.execute(sql.SQL(f"ALTER TABLE {{table}} {how} {{trigger}}").format(**names))


def _statement(words: str, table: str) -> sql.Composed:
    return sql.SQL(words).format(sql.Identifier(table))
