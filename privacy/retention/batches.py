"""The engine's hands: one batch in one short transaction (decision 5)."""

import hashlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.db.models import Model, QuerySet

from privacy.inventory import people
from privacy.inventory.declarations import Anonymise, PersonalData
from privacy.inventory.links import Links
from privacy.retention import queries as retention
from privacy.retention.queries import RetentionTarget
from privacy.retention.removal import operations as removal
from privacy.retention.removal.enums import Stay
from privacy.retention.removal.queries import Clearing, RemovalPlan

logger = logging.getLogger(__name__)

FIRST = 500
GOAL = 0.3  # seconds that a transaction should hold its locks
LONGEST = "900ms"  # PostgreSQL ends a batch that takes longer, and the next is half as large
PATIENCE = "300ms"  # for a lock that somebody else holds
PAUSE = 0.1  # of the time that a batch took, left to everybody else
SAMPLE = 3  # ids that each batch leaves for the receipt
_MOST_FAILURES = 8


class Pace:
    """How many rows the next batch takes: more while batches are quick, fewer when one was slow."""

    def __init__(self, most: int) -> None:
        self.most, self.size, self.failures = most, min(FIRST, most), 0

    def note(self, seconds: float) -> None:
        """Learn from a batch, and give way for a moment."""
        self.failures = 0
        if seconds > GOAL:
            self.size = max(1, self.size // 2)
        elif seconds < GOAL / 2:
            self.size = min(self.most, self.size * 2)
        time.sleep(seconds * PAUSE)

    def failed(self) -> bool:
        """Learn from a batch that the database ended; tell whether to try again."""
        self.size, self.failures = max(1, self.size // 4), self.failures + 1
        time.sleep(0.05 * self.failures)
        return self.failures < _MOST_FAILURES


@contextmanager
def short_locks() -> Iterator[None]:
    """Let no statement of this connection hold or wait for locks long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{LONGEST}'; SET lock_timeout = '{PATIENCE}'")
    try:
        yield
    finally:
        # A transaction that was broken off takes the settings with it.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout; RESET lock_timeout")


def is_temporary(error: OperationalError) -> bool:
    """Tell whether the database ended a statement only because it was slow or somebody else was in the way."""
    return getattr(error.__cause__, "sqlstate", "") in ("57014", "55P03", "40P01", "40001")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one transaction removed; ``last`` is where the next begins, ``stayed`` which rows others need."""

    rows: int
    tables: Mapping[str, int]
    sha256: str
    sample: list[str]
    last: Any
    stayed: frozenset[Any] = frozenset()


def delete_batch(
    line: RetentionTarget, due: QuerySet[Model], size: int, after: Any, anonymise: Anonymise | None
) -> Batch:
    """Remove up to ``size`` due rows that nobody holds; children go by ``ON DELETE CASCADE`` in the database.

    Rows come in the order of an index, each batch from where the last one ended: what is dead already is not read
    again. The ids never leave the database but for a few; their hash does.
    """
    model = line.data.model
    order = line.end_column if line.data.retention.since is None else str(model._meta.pk.attname)
    if after is not None:
        due = due.filter(**{f"{order}__gte": after})
    rows, params = due.order_by(order).values("pk").query.sql_with_params()
    table, key, by = connection.ops.quote_name(model._meta.db_table), _column(model, "pk"), _column(model, order)
    chosen = f"{key} = ANY(ARRAY({rows} LIMIT {int(size)} FOR UPDATE OF {table} SKIP LOCKED))"
    values: tuple[Any, ...] = ()
    change = f"DELETE FROM {table} WHERE {chosen} RETURNING {key} AS id, {by} AS place"  # noqa: S608
    if anonymise is not None:
        to, values = _cleared(line.data, anonymise)
        both = f"{table} AS own SET {to} FROM {table} AS old WHERE old.{chosen} AND own.{key} = old.{key}"
        change = f"UPDATE {both} RETURNING own.{key} AS id, old.{by} AS place"
    sql = f"""
        WITH gone AS ({change})
        SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(id::text, ',' ORDER BY id), ''), 'UTF8')), 'hex'),
          (array_agg(place ORDER BY place DESC))[1], (array_agg(id::text))[1:{SAMPLE}] FROM gone
    """  # noqa: S608 - names of ours
    before = _deleted_so_far() if connection.in_atomic_block else {}
    with connection.cursor() as cursor:
        cursor.execute(sql, (*values, *params))
        count, sha256, last, sample = cursor.fetchone()
    tables = {model._meta.db_table: count} if anonymise or not count else _difference(_deleted_so_far(), before)
    return Batch(
        rows=count, tables=tables or {model._meta.db_table: count}, sha256=sha256, sample=sample or [], last=last
    )


def delete_planned_batch(
    line: RetentionTarget, due: QuerySet[Model], size: int, links: Links, *, as_of: datetime, now: datetime
) -> Batch:
    """Remove up to ``size`` due rows with everything that goes with them, by a plan, and nothing else.

    A row that somebody else's row cannot do without is emptied and stays; for one that is kept or held it stays as it
    is.
    """
    model = line.data.model
    keys = list(
        due.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:size].values_list("pk", flat=True)
    )
    plan = retention.removal(line.data, keys, as_of, links)
    for clearing in emptied(line.data, keys, plan):
        removal.clear(clearing, now=now)
    removed = removal.carry_out(plan, now=now)
    gone = sorted(str(key) for key in removed.get(model, ()))
    return Batch(
        rows=len(gone),
        tables={other._meta.db_table: len(rows) for other, rows in removed.items()},
        sha256=hashlib.sha256(",".join(gone).encode()).hexdigest(),
        sample=gone[:SAMPLE],
        last=None,
        stayed=frozenset(keys) - frozenset(removed.get(model, ())),
    )


def emptied(data: PersonalData, keys: Collection[Any], plan: RemovalPlan) -> list[Clearing]:
    """Return what is emptied in rows that only stay because somebody else's row points at them."""
    stubs = [key for key in keys if plan.stays.get((data.model, key), ("",))[0] in (Stay.SHARED, Stay.NEEDED)]
    fields = tuple(name for name in data.fields if people.is_clearable(data, name))
    return [Clearing(model=data.model, fields=fields, keys=stubs)] if stubs and fields else []


def _cleared(data: PersonalData, anonymise: Anonymise) -> tuple[str, tuple[Any, ...]]:
    """Return the SET clause that takes the person out of a row, and its values; the row has no end afterwards."""
    parts, values = [f"{_column(data.model, data.retention.until)} = NULL"], list[Any]()
    for name in anonymise.clear:
        parts.append(f"{_column(data.model, name)} = %s")
        values.append(None if data.model._meta.get_field(name).null else "")
    for name in anonymise.to_month:
        column = _column(data.model, name)
        parts.append(f"{column} = date_trunc('month', own.{column})")
    return ", ".join(parts), tuple(values)


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(connection.ops.quote_name(field.column))


def _deleted_so_far() -> dict[str, int]:
    """Return how many rows of each table this transaction has deleted, children included, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_del > 0")
        return dict(cursor.fetchall())


def _difference(after: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    return {table: rows - before.get(table, 0) for table, rows in sorted(after.items()) if rows > before.get(table, 0)}


def vacuum(tables: Mapping[str, int], *, most: int = 50_000) -> list[str]:
    """Give the space of a large deletion back to its tables, without a lock that anybody waits for.

    Not inside a transaction, where PostgreSQL cannot. Return the tables that were vacuumed.
    """
    large = [] if connection.in_atomic_block else [table for table, rows in tables.items() if rows >= most]
    for table in large:
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(table)
            # Throttled, and without giving pages back to the system, which would lock readers out.
            cursor.execute("SET vacuum_cost_delay = '2ms'")
            cursor.execute(f"VACUUM (ANALYZE, SKIP_LOCKED, TRUNCATE FALSE) {name}")
            cursor.execute("RESET vacuum_cost_delay")
    return large
