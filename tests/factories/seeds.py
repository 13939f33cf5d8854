"""The seed's register in the database, loaded once by a process and copied for each further test.

Loading judges every row of it, which takes longer than most tests; what the tests of loading itself want.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from privacy.register import operations as register
from tests.flushing import contents

_copies: dict[str, dict[str, bytes]] = {}  # of the rows of each table, by the seed and the time


def load_seed(*, now: datetime, seed: Mapping[str, Any] | None = None) -> None:
    """Load a seed, or that of the settings, for a test that is not about loading."""
    if seed is None:
        seed = register.read_seed(settings.SEED_FILE)
    name = json.dumps([seed, now], default=str)
    if name in _copies and not contents({}).keys() & _copies[name].keys():
        for table, rows in _copies[name].items():
            _write(table, rows)
        return
    before = contents()
    register.load_seed(seed=seed, now=now)
    after = contents()
    if before.items() <= after.items():  # nothing was updated, so what is new is all that was loaded
        _copies[name] = {table: _read(table) for table in after.keys() - before.keys()}


def _read(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(_copy(table, "TO STDOUT")) as rows:
        return b"".join(rows)


def _write(table: str, content: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(_copy(table, "FROM STDIN")) as rows:
        rows.write(content)


def _copy(table: str, where: str) -> sql.Composed:
    return sql.SQL(f"COPY {{}} {where}").format(sql.Identifier(table))
