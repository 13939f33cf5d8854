"""Compare journal entries in batches with bare INSERTs, and time the verification of the journal."""

import resource
import time
from datetime import UTC, datetime

from django.db import connection, transaction

from privacy.journal import operations as journal
from privacy.journal.operations import NewEntry
from tools.bench.bench_servers import BenchError
from tools.bench.rounds import Comparison, take_turns

AT = datetime(2026, 1, 1, tzinfo=UTC)
STREAM = "bench"
_BATCH = 1000
_FILL = """
INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
SELECT 'bench', 0, %s, 'bench.done', NULL, '{"n":' || n || '}', '', '' FROM generate_series(1, %s) n
"""


def append(*, rounds: int) -> Comparison:
    """Compare a batch of a thousand chained entries with a bulk INSERT of as many rows by the ORM."""
    comparison = Comparison(f"journal, batches of {_BATCH} entries", "bulk_create of as many rows, no chain", 0.2)
    take_turns(_append, [(comparison, _bare)], rounds)
    return comparison


def _append() -> float:
    entries = [NewEntry(stream=STREAM, event="bench.done", facts={"n": number}) for number in range(_BATCH)]
    began = time.perf_counter()
    journal.append_many(entries=entries, now=AT)
    return _BATCH / (time.perf_counter() - began)


def _bare() -> float:
    from tools.bench.bare import Row  # noqa: PLC0415 - its URL patterns need the settings

    rows = [Row(made_at=AT, text=f"entry {number}") for number in range(_BATCH)]
    began = time.perf_counter()
    with transaction.atomic():
        Row._default_manager.bulk_create(rows, batch_size=_BATCH)
    return _BATCH / (time.perf_counter() - began)


def verify(*, entries: int) -> str:
    """Fill the journal and verify it in one pass; return a line with the time and the growth of memory."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [AT, entries])
        cursor.execute("ANALYZE privacy_journalentry")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    faults = list(journal.verify_chain())
    spent = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if faults:
        raise BenchError(f"The journal does not hold: {faults[0]}")
    figures = f"{spent:.1f} s, {entries / spent:.0f}/s, memory +{grown:.0f} MB"
    return f"verify, one pass over {entries} journal entries: {figures}"
