"""The work that a request does in the database: its statements, and how many rows each table gained or lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection


def statement_shape(sql: str) -> str:
    """Return a statement without its values and without the name of its savepoint."""
    sql = re.sub(r'"s\d+_x\d+"', "?", sql)
    return re.sub(r"'(?:[^']|'')*'(?:::\w+)?|\b\d+\b|NULL|true|false", "?", sql)


@dataclass
class Changes:
    """The change of the number of rows by table, for tables that changed."""

    rows: dict[str, int] = field(default_factory=dict)


@contextmanager
def capture_changes() -> Iterator[Changes]:
    """Yield what will hold the changes of every table after the block."""
    changes, before = Changes(), _counts()
    yield changes
    changes.rows = {table: count - before[table] for table, count in _counts().items() if count != before[table]}


def _counts() -> dict[str, int]:
    tables = sorted({model._meta.db_table for model in apps.get_models() if model._meta.managed})
    union = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())
