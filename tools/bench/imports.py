"""Take lists of ever more subscribers over: how long 100 000 take, beside a bare COPY of the rows that they become."""

import io
import resource
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import connection

from newsletter.imports import operations as imports
from newsletter.imports.enums import Basis, Fate
from newsletter.issues import faults
from newsletter.subscriptions.operations import STREAM
from privacy.journal.operations import sources, verify_chain
from privacy.journal.scopes import EVERYTHING
from proviso_site import run
from tools.bench.bench_servers import BenchError
from tools.bench.bulk import Bound
from tools.bench.rounds import Comparison

Clock = Callable[[], datetime]
GOAL = 0.03
# For the largest list; MB, as each row is planned before the first is taken over; of the time for a row.
MOST_MINUTES, MOST_MEMORY, MOST_GROWTH = 5, 160, 2
SMALLEST, TURNS = 1_000, 3  # the smallest is soon over, so it is taken three times
_HEAD = "uuid,email,name,attributes,status,created_at,updated_at\n"
_FATES = {Basis.CONFIRMED: Fate.SUBSCRIBED, Basis.ASK: Fate.ASKED}
_JOURNAL = "SELECT * FROM privacy_journalentry WHERE stream = 'newsletter' AND seq > {first}"
# The rows that a list becomes, by table. Nothing is cleared between two lists: the journal lets nobody.
_WRITTEN = {
    Basis.CONFIRMED: {
        "newsletter_subscription": "SELECT * FROM newsletter_subscription WHERE email LIKE '{prefix}-%'",
        "newsletter_importedconsent": "SELECT * FROM newsletter_importedconsent WHERE subscription_id IN"
        " (SELECT id FROM newsletter_subscription WHERE email LIKE '{prefix}-%')",
        "privacy_journalentry": _JOURNAL,
    },
    Basis.ASK: {
        "newsletter_pendingsignup": "SELECT * FROM newsletter_pendingsignup WHERE email LIKE '{prefix}-%'",
        "privacy_letter": "SELECT * FROM privacy_letter WHERE object_id IN"
        " (SELECT id FROM newsletter_pendingsignup WHERE email LIKE '{prefix}-%')",
        "privacy_journalentry": _JOURNAL,
    },
}


def compare(*, largest: int, clock: Clock) -> list[Comparison | Bound]:
    """Import 1000 rows, ten times as many, … ``largest``: consents from elsewhere, and people who are to be asked."""
    results = list[Comparison | Bound]()
    for basis in (Basis.CONFIRMED, Basis.ASK):
        rows, times, memory = SMALLEST, list[float](), 0
        while rows <= largest:
            run.say(f"Importing {rows} rows: {basis}")
            spent = list[float]()
            for turn in range(TURNS if rows == SMALLEST else 1):
                prefix, first = f"{basis}-{rows}-{turn}", _last_entry()
                spent.append(_import(rows, prefix, basis, clock))
            seconds = median(spent)
            times.append(seconds / rows)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            if memory:
                label = f"memory of {rows:,} rows ({basis}), MB more".replace(",", " ")
                results.append(Bound(label, "", f"{peak - memory} MB", "", peak - memory, MOST_MEMORY))
            memory = memory or peak
            rows *= 10
        rows //= 10
        speed = Comparison(f"import of {rows:,} rows ({basis})".replace(",", " "), "COPY of the same rows", GOAL)
        speed.ours_rates.append(rows / seconds)
        speed.baseline_rates.append(rows / _bare(_WRITTEN[basis], prefix=prefix, first=first))
        minutes = Bound(f"the same, minutes ({basis})", "", f"{seconds:.0f} s", "", seconds / 60, MOST_MINUTES)
        growth = Bound(f"time for a row ({basis}), largest to 1 000", "", f"{times[-1] * 1e6:.0f} µs",
                       f"{times[0] * 1e6:.0f} µs", times[-1] / times[0], MOST_GROWTH)  # fmt: skip
        results += [speed, minutes, growth]
    return results


def _import(rows: int, prefix: str, basis: Basis, clock: Clock) -> float:
    """Read a list and take it over; return the seconds. Raises ``BenchError`` if the journal does not know each row."""
    made_at = (clock() - timedelta(days=90)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines = (
        f"{number},{prefix}-{number}@example.com,Reader {number},{{}},enabled,{made_at},{made_at}\n"
        for number in range(rows)
    )
    content = (_HEAD + "".join(lines)).encode()
    began = time.perf_counter()
    row = imports.upload(
        content=content, basis=basis, consent_text="Ja", source="bench", language=settings.LANGUAGE_CODE, by=None,
        now=clock(),
    )  # fmt: skip
    imports.read(import_id=row.pk)
    imports.take_over(import_id=row.pk, by=None, now=clock())
    for done in imports.take_over_rows(import_id=row.pk, clock=clock):
        row = done
    spent = time.perf_counter() - began
    if row.results != {_FATES[basis].value: rows}:
        raise BenchError(f"The list was taken over otherwise than it says: {row.results}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within minutes
    if wrong := [fault.text for fault in (*verify_chain(), *sources[STREAM].compare(EVERYTHING))][:3]:
        raise BenchError(f"The journal does not know what was imported: {wrong}")
    if strangers := faults.count_never_confirmed() + faults.count_came_back():
        raise BenchError(f"{strangers} people are subscribed whom the journal never saw confirm (P19).")
    return spent


def _bare(written: Mapping[str, str], **values: object) -> float:
    """Return the seconds in which COPY writes the rows of a list into tables with the same columns and indexes."""
    spent = 0.0
    for table, rows in written.items():
        content = io.BytesIO()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING ALL)")
            with cursor.cursor.copy(f"COPY ({rows.format(**values)}) TO STDOUT") as blocks:
                for block in blocks:
                    content.write(block)
            began = time.perf_counter()
            with cursor.cursor.copy("COPY bench_copy FROM STDIN") as copy:
                copy.write(content.getvalue())
            spent += time.perf_counter() - began
            cursor.execute("DROP TABLE bench_copy")
    return spent


def _last_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM privacy_journalentry WHERE stream = 'newsletter'")
        return int(cursor.fetchone()[0])
