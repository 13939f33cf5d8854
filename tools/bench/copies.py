"""Copy what is held of one person with ever more rows: as fast as PostgreSQL writes the same lines, in flat memory."""

import resource
import time
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import connection

from dsar.cases.copies import archive
from dsar.cases.copies.tables import Copied, copied
from dsar.cases.enums import Right
from newsletter.bounces.enums import EventKind
from proviso_site import run
from tools.bench.bench_servers import BenchError
from tools.bench.bulk import Bound
from tools.bench.rounds import Comparison, take_turns

GOAL = 0.5
MOST_MEMORY = 16  # MB more than for the smallest copy
MOST_GROWTH = 1.5  # of the time for a row, from the second size to the largest
SMALLEST = 100
_ADDRESS = "one-person@example.com"
_TABLE = "newsletter.mailevent"
_CLEAR = "TRUNCATE newsletter_subscription, newsletter_mailevent CASCADE"
_FILL = """
INSERT INTO newsletter_subscription (id, email, email_written, is_second_spelling, language, state, requested_at,
  confirmed_at, end_reason, form, revision, consent_sha256, mailed_at)
VALUES (gen_random_uuid(), %(address)s, %(address)s, false, 'nb', 'active', %(now)s, %(now)s, '', 'bench', 1,
  repeat('0', 64), '{}');
INSERT INTO newsletter_mailevent (id, digest, kind, subscription_id, source, reported_at, processed_at, retain_until)
SELECT gen_random_uuid(), md5(n::text), 'soft', id, 'bench', %(now)s::timestamptz - n * interval '1 minute', %(now)s,
  %(now)s::timestamptz + interval '1 year'
FROM newsletter_subscription, generate_series(1, %(rows)s) AS n;
ANALYZE newsletter_subscription, newsletter_mailevent
"""
# By hand, for the same lines.
_BARE = """
COPY (SELECT json_build_object('kind', CASE {words} END, 'source', source, 'reported_at', reported_at,
  'processed_at', processed_at, 'retain_until', newsletter_mailevent.retain_until)
FROM newsletter_mailevent JOIN newsletter_subscription ON newsletter_subscription.id = subscription_id
WHERE email = '{address}' ORDER BY newsletter_mailevent.id) TO STDOUT
"""


class _Nowhere:
    """Takes what is written, and counts it."""

    size = 0

    def write(self, data: bytes, /) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


def compare(*, rounds: int, largest: int, now: datetime) -> list[Comparison | Bound]:
    """Copy 100 rows, ten times as many, … ``largest``."""
    results, times, memory = list[Comparison | Bound](), list[float](), 0
    rows = SMALLEST
    while rows <= largest:
        run.say(f"Copying {rows} rows of one person")
        _fill(rows, now)
        peak, seconds = _whole(now)
        times.append(seconds / rows)
        if memory:
            grown = peak - memory
            label = f"memory of a copy of {rows:,} rows, MB more".replace(",", " ")
            results.append(Bound(label, "", f"{grown} MB", "", grown, MOST_MEMORY))
        memory = memory or peak
        rows *= 10
    # The smallest copy is mostly what every copy has.
    results.append(
        Bound("time for a row, largest to 1 000", "", f"{times[-1] * 1e6:.0f} µs", f"{times[1] * 1e6:.0f} µs",
              times[-1] / times[1], MOST_GROWTH)
    )  # fmt: skip
    lines = Comparison(f"copy of {largest:,} rows as lines".replace(",", " "), "COPY … TO STDOUT", GOAL)
    if _digest(_ours()) != _digest(_bare()):
        raise BenchError("The copy has other lines than the database writes.")
    take_turns(lambda: _rate(_ours(), largest), [(lines, lambda: _rate(_bare(), largest))], rounds)
    _clear()
    return [lines, *results]


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)


def _fill(rows: int, now: datetime) -> None:
    _clear()
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"address": _ADDRESS, "now": now, "rows": rows})


def _whole(now: datetime) -> tuple[int, float]:
    """Write a whole copy; return the memory that the process had at most, in MB, and the seconds."""
    target, began = _Nowhere(), time.perf_counter()
    archive.write(target, address=_ADDRESS, right=Right.ACCESS, reference="BENCH", language="nb", now=now)
    seconds = time.perf_counter() - began
    if not target.size:
        raise BenchError("The copy is empty.")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, seconds


def _ours() -> Iterator[bytes]:
    return _table().lines()


def _table() -> Copied:
    return next(table for table in copied(_ADDRESS, Right.ACCESS) if table.label == _TABLE)


def _bare() -> Iterator[bytes]:
    words = " ".join(f"WHEN kind = '{kind}' THEN '{label}'" for kind, label in EventKind.choices)
    with connection.cursor() as cursor, cursor.cursor.copy(_BARE.format(words=words, address=_ADDRESS)) as blocks:
        yield from map(bytes, blocks)


def _digest(parts: Iterator[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part.replace(b"\n", b""))
    return digest.hexdigest()


def _rate(parts: Iterator[bytes], rows: int) -> float:
    began, size = time.perf_counter(), 0
    for part in parts:
        size += len(part)
    return rows / (time.perf_counter() - began)
