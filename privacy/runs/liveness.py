"""Which runs are at work: each holds a lock of the database, which ends with its connection however the process ends.

A row can say that a run is under way after its process was killed; a lock of the session cannot.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_LOOK = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid = (%(key)s::bigint >> 32 & 4294967295)::oid AND objid = (%(key)s::bigint & 4294967295)::oid)
"""


@contextmanager
def at_work(kind: str, key: object) -> Iterator[None]:
    """Hold the lock of a run while the block runs. Several processes may share a run."""
    number = _number(kind, key)
    _ask("SELECT pg_try_advisory_lock_shared(%s)", number)
    try:
        yield
    finally:
        _unlock("SELECT pg_advisory_unlock_shared(%s)", number)


@contextmanager
def alone(kind: str, key: object) -> Iterator[bool]:
    """Hold the lock of a run while the block runs; yield False if another process has it."""
    number = _number(kind, key)
    is_ours = _ask("SELECT pg_try_advisory_lock(%s)", number)
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock("SELECT pg_advisory_unlock(%s)", number)


def is_at_work(kind: str, key: object) -> bool:
    """Tell whether any process, this one included, works on a run."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"key": _number(kind, key)})
        return bool(cursor.fetchone()[0])


def _number(kind: str, key: object) -> int:
    digest = hashlib.blake2b(f"{kind} {key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])


def _unlock(statement: str, number: int) -> None:
    # Without the connection the lock is gone already.
    with suppress(DatabaseError):
        _ask(statement, number)
