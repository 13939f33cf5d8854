"""Compare the retention engine with handwritten SQL on the same rows."""

import time
from datetime import UTC, datetime

from django.db import connection, transaction

from privacy.retention import operations as retention
from tools.bench.bench_servers import BenchError
from tools.bench.rounds import Comparison, take_turns

AT = datetime(2026, 1, 1, tzinfo=UTC)
ALL, DUE = 10_000, 3_000

_CLEAR = "TRUNCATE newsletter_subscription CASCADE"
_FILL = """
INSERT INTO newsletter_subscription (id, email, email_written, is_second_spelling, language, state, requested_at,
  confirmed_at, ended_at, end_reason, form, revision, consent_sha256, mailed_at, retain_until)
SELECT gen_random_uuid(), 'reader-' || n || '@example.com', 'reader-' || n || '@example.com', false, 'nb',
  CASE WHEN n <= %(due)s THEN 'ended' ELSE 'active' END,
  %(at)s, %(at)s, CASE WHEN n <= %(due)s THEN %(at)s::timestamptz END, CASE WHEN n <= %(due)s THEN 'page' ELSE '' END,
  'bench', 1, repeat('0', 64), '{}', CASE WHEN n <= %(due)s THEN %(at)s::timestamptz END
FROM generate_series(1, %(all)s) AS n
"""
_BY_HAND = """
DELETE FROM newsletter_subscription WHERE id IN (
  SELECT id FROM newsletter_subscription WHERE retain_until <= %s LIMIT 1000
)
"""


def compare(*, rounds: int, rows: int = ALL, due: int = DUE) -> Comparison:
    """Compare the deletion of ``due`` of ``rows`` subscriptions by the engine and by SQL."""
    comparison = Comparison(f"retention, {due} due of {rows}", "batched SQL by hand, no receipt, no journal", 0.3)
    take_turns(lambda: _rate(_engine, rows, due), [(comparison, lambda: _rate(_by_hand, rows, due))], rounds)
    return comparison


def _rate(delete, rows: int, due: int) -> float:  # type: ignore[no-untyped-def]
    """Fill the tables, delete the due rows, and return rows per second."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)
        cursor.execute(_FILL, {"all": rows, "due": due, "at": AT})
        cursor.execute("ANALYZE newsletter_subscription")
    began = time.perf_counter()
    delete()
    spent = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM newsletter_subscription")
        left = cursor.fetchone()[0]
    if left != rows - due:
        raise BenchError(f"{rows - left} rows were deleted, {due} were due.")
    return due / spent


def _engine() -> None:
    retention.run(as_of=AT, now=AT)


def _by_hand() -> None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BY_HAND, [AT])
            if not cursor.rowcount:
                return
