"""Delete a million due rows with three child tables: compare the engine with SQL, and time requests meanwhile."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

import psycopg
from django.db import connection, transaction

from newsletter.issues.models import Issue
from privacy.retention import operations as retention
from proviso_site import run
from tools.bench import latency
from tools.bench.bench_servers import HOST, BenchError, Server
from tools.bench.rounds import Comparison

AT = datetime(2026, 1, 1, tzinfo=UTC)
RATE = 20.0  # requests per second: enough for a 99th percentile, too few to load the server
IDLE = 15.0  # seconds
SLOWEST_LOCK = 1000  # ms
MOST_MEMORY = 32  # MB

_TABLES = ("bench_note", "bench_mark")
_CLEAR = "TRUNCATE newsletter_subscription, newsletter_delivery, newsletter_issue, bench_note, bench_mark CASCADE"
_CHILDREN = """
CREATE TABLE IF NOT EXISTS {0} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text varchar(40) NOT NULL,
  subscription_id uuid NOT NULL REFERENCES newsletter_subscription (id) ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS {0}_parent ON {0} (subscription_id)
"""
_FILL = """
INSERT INTO newsletter_subscription (id, email, email_written, is_second_spelling, language, state, requested_at,
  confirmed_at, ended_at, end_reason, form, revision, consent_sha256, mailed_at, retain_until)
SELECT gen_random_uuid(), 'reader-' || n || '@example.com', 'reader-' || n || '@example.com', false, 'nb',
  'ended', %(at)s, %(at)s, %(at)s, 'page', 'bench', 1,
  repeat('0', 64), '{}', %(at)s::timestamptz - n * interval '1 second' FROM generate_series(1, %(rows)s) AS n;
INSERT INTO newsletter_delivery (id, issue_id, subscription_id, state, due_at, attempts, last_error, retain_until)
SELECT gen_random_uuid(), %(id)s, id, 'skipped', %(at)s, 0, '', %(at)s::timestamptz + interval '1 year'
FROM newsletter_subscription;
INSERT INTO bench_note (text, subscription_id) SELECT 'a note', id FROM newsletter_subscription;
INSERT INTO bench_mark (text, subscription_id) SELECT 'a mark', id FROM newsletter_subscription
"""
_BY_HAND = f"""
DELETE FROM newsletter_subscription WHERE id = ANY(ARRAY(
  SELECT id FROM newsletter_subscription WHERE retain_until <= %s ORDER BY retain_until LIMIT {retention.BATCH}
  FOR UPDATE SKIP LOCKED))
"""  # noqa: S608 - the number is a constant


@dataclass(frozen=True)
class Bound:
    """A figure with an upper limit, as a row of the same table."""

    label: str
    baseline: str
    ours: str
    other: str
    value: float
    limit: float

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        met = "met" if self.is_met else "MISSED"
        return (self.label, self.baseline, self.ours, self.other, f"{self.value:.2f}", f"≤ {self.limit:.0f}", met)


def compare(server: Server, *, rows: int) -> list[Comparison | Bound]:
    """Delete ``rows`` due subscriptions with three child rows each: by SQL, then by the engine.

    Requests, the longest transaction and the memory are measured while the engine runs.
    """
    for name in _TABLES:
        _execute(_CHILDREN.format(name))
    _fill(rows)
    spent_by_hand = _measure(_by_hand)
    _must_be_empty()
    with _request_times(server) as idle:
        time.sleep(IDLE)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _fill(rows)
    with _request_times(server) as meanwhile, _longest_transaction() as longest:
        spent = _measure(_engine)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    _must_be_empty()
    _execute(_CLEAR)
    speed = Comparison(f"{rows:,} due rows, three tables of children".replace(",", " "), "batched SQL by hand", 0.7)
    speed.ours_rates.append(rows / spent)
    speed.baseline_rates.append(rows / spent_by_hand)
    return [
        speed,
        *(_slower(name, idle[name], meanwhile[name]) for name in ("page", "consent")),
        Bound("longest transaction of it", "", f"{longest[0]:.0f} ms", "", longest[0] / SLOWEST_LOCK, 1),
        Bound("memory that it grew by, MB", "", f"{grown:.0f} MB", "", grown, MOST_MEMORY),
    ]


def _slower(name: str, idle: list[float], meanwhile: list[float]) -> Bound:
    before, after = quantiles(idle, n=100)[98], quantiles(meanwhile, n=100)[98]
    return Bound(
        f"p99 of a {name} meanwhile", "the same, idle", f"{after:.1f} ms", f"{before:.1f} ms", after / before, 2
    )


def _measure(delete: Callable[[], None]) -> float:
    began = time.perf_counter()
    delete()
    return time.perf_counter() - began


def _fill(rows: int) -> None:
    """Insert the rows without checking foreign keys, and flush them to disk before anything is timed."""
    run.say(f"Filling four tables with {rows} rows each")
    _execute(_CLEAR)
    issue = Issue.objects.create(created_at=AT, queued_at=AT)
    values = {"rows": rows, "at": AT, "id": issue.pk}
    with transaction.atomic():
        _execute("SET LOCAL session_replication_role = replica")
        for statement in _FILL.split(";"):
            _execute(statement, values)
    for statement in ("VACUUM (ANALYZE) newsletter_subscription", "ANALYZE", "CHECKPOINT"):
        _execute(statement)


def _engine() -> None:
    retention.run(as_of=AT, now=AT, beyond_limits=True)


def _by_hand() -> None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BY_HAND, [AT])
            if not cursor.rowcount:
                return


def _must_be_empty() -> None:
    with connection.cursor() as cursor:
        for table in ("newsletter_subscription", "newsletter_delivery", *_TABLES):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names are constants
            if left := cursor.fetchone()[0]:
                raise BenchError(f"{left} rows of {table} were left.")


def _execute(statement: str, values: dict[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def _request_times(server: Server) -> Iterator[dict[str, list[float]]]:
    """Time single requests while the block runs; the dictionary is filled in at the end of the block."""
    command = [sys.executable, "-S", latency.__file__, str(server.port), HOST, str(RATE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watcher:
        times: dict[str, list[float]] = {}
        try:
            yield times
        finally:
            output, _errors = watcher.communicate(timeout=latency.TIMEOUT + 10)
    times |= json.loads(output)


@contextmanager
def _longest_transaction() -> Iterator[list[float]]:
    """Measure the longest transaction of this process in ms, over another connection, while the block runs."""
    ages = [0.0]
    connection.ensure_connection()
    pid, is_over = connection.connection.info.backend_pid, threading.Event()
    age = "SELECT extract(epoch FROM clock_timestamp() - xact_start) FROM pg_stat_activity WHERE pid = %s"

    def sample() -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as observer:
            while not is_over.wait(0.02):
                row = observer.execute(age, [pid]).fetchone()
                ages[0] = max(ages[0], float(row[0] or 0) * 1000 if row else 0)

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    try:
        yield ages
    finally:
        is_over.set()
        watcher.join(5)
