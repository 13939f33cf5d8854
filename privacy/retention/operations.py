"""The one engine that ends what is due (LAW P26, P27)."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Model, QuerySet

from privacy.inventory.declarations import Anonymise
from privacy.inventory.links import Links
from privacy.retention import batches, receipts, rules
from privacy.retention import queries as retention
from privacy.retention.enums import RetentionAction
from privacy.retention.errors import CannotAnonymise, UnknownRule
from privacy.retention.models import RetentionRule, RetentionRun
from privacy.retention.queries import RetentionTarget
from privacy.retention.receipts import DueRows
from privacy.runs.liveness import at_work

logger = logging.getLogger(__name__)

BATCH = 5000  # rows at most; how many it takes in fact, the time of the last batches decides


@dataclass(frozen=True, kw_only=True)
class DueCount:
    """How many rows of one model are due under one rule."""

    rule: str
    model: str
    rows: int


def count_due(now: datetime) -> Iterator[DueCount]:
    """Yield what a run at ``now`` would delete, changing nothing. Raises ``UnknownRule``."""
    known = retention.rules_by_key()
    for line in retention.targets():
        rule = _known(known, line.rule)
        yield DueCount(rule=line.rule, model=line.label, rows=line.free(_due(line, rule, now), now).count())


def run(*, as_of: datetime, now: datetime, beyond_limits: bool = False) -> list[RetentionRun]:
    """End every row that is due at ``as_of``, in batches that each stand alone; return the receipts.

    A run that is killed has ended whole batches and journalled each with its count; the next run goes on
    where it stopped. Two runs at once share the work (``SKIP LOCKED``). ``now`` is when the journal says it happened.
    A rule that nobody has approved is only counted, and what passes a limit waits for an answer, unless somebody
    ``beyond_limits`` go beyond it. Raises ``UnknownRule`` when all the others are done.
    """
    known, runs, asked = _rules_up_to_date(now), list[RetentionRun](), set[str]()
    missing = [line.rule for line in retention.targets() if line.rule not in known]
    for line in retention.targets():
        if line.rule in known:
            receipt = _run_line(line, known[line.rule], as_of, now, beyond_limits)
            runs += [receipt] if receipt else []
            asked |= {line.rule} if receipt and receipt.stop_reason and not receipt.batches else set()
    RetentionRule.objects.filter(key__in={*known} - asked).update(last_run_at=now)
    if missing:
        _known(known, missing[0])
    return runs


def _rules_up_to_date(now: datetime) -> dict[str, RetentionRule]:
    known = retention.rules_by_key()
    if all(rule.is_approved and rule.is_applied for rule in known.values()):
        return known
    rules.settle(now=now)
    rules.apply_changes(now=now)
    return retention.rules_by_key()


def _known(known: dict[str, RetentionRule], key: str) -> RetentionRule:
    if key not in known:
        raise UnknownRule(f"No retention rule has the key {key}; add it to the register.")
    return known[key]


def _due(line: RetentionTarget, rule: RetentionRule, as_of: datetime) -> QuerySet[Model]:
    """Return what is due: by the ends in the rows once these are those of the rule, and until then by their starts."""
    if rule.is_applied:
        return line.due(rule.length, as_of)
    return line.due_by_start(rule.length, as_of)


def _run_line(
    line: RetentionTarget, rule: RetentionRule, as_of: datetime, now: datetime, beyond_limits: bool
) -> RetentionRun | None:
    everything = _due(line, rule, as_of)
    if not (rows := everything.count()):
        return None
    free = line.free(everything, as_of)
    staying = rows - free.count() if free is not everything else 0
    if staying == rows:
        return None
    due_rows = DueRows(line=line, rule=rule, due=rows - staying, held=staying)
    if not rule.is_approved:
        return receipts.preview_rule(due_rows=due_rows, as_of=as_of, now=now)
    stop = receipts.passed_limit(due_rows, now)
    if stop and not beyond_limits and not receipts.is_allowed(due_rows):
        return receipts.stop_run(due_rows=due_rows, reason=stop, as_of=as_of, now=now)
    return _end_rows(due_rows, as_of, now)


def _end_rows(due_rows: DueRows, as_of: datetime, now: datetime) -> RetentionRun | None:
    """Take batch after batch until nothing is left that nobody holds; every batch carries the receipt along."""
    line, pace, last = due_rows.line, batches.Pace(BATCH), None
    receipt: RetentionRun | None = None
    how = line.data.retention.anonymise if due_rows.rule.action == RetentionAction.ANONYMISE else None
    if due_rows.rule.action == RetentionAction.ANONYMISE and how is None:
        raise CannotAnonymise(f"{line.label}: {CannotAnonymise.__doc__}")
    take = _taker(due_rows, how, as_of, now)
    with ExitStack() as lock:
        with batches.short_locks():
            while True:
                began, saved = time.perf_counter(), receipt
                try:
                    with transaction.atomic():
                        batch = take(pace.size, last)
                        if not batch.rows:
                            break
                        if receipt is None:
                            receipt = receipts.begin_run(due_rows=due_rows, as_of=as_of, now=now)
                            # Before others see the receipt: who finds it without a process closes it.
                            lock.enter_context(at_work(receipt._meta.label_lower, receipt.pk))
                        receipts.add_batch(receipt=receipt, batch=batch, seconds=time.perf_counter() - began, now=now)
                except OperationalError as error:
                    receipt = saved  # a receipt that was begun in this batch went back with it
                    if not batches.is_temporary(error):
                        raise
                    if not pace.failed():
                        logger.warning("retention of %s gave way; the next run goes on", line.label)
                        break
                else:
                    last = batch.last
                    pace.note(time.perf_counter() - began)
        return receipts.finish_run(receipt=receipt, is_whole=pace.failures == 0, now=now) if receipt else None


def _taker(
    due_rows: DueRows, how: Anonymise | None, as_of: datetime, now: datetime
) -> Callable[[int, Any], batches.Batch]:
    """Return what takes the next batch: the database alone, or a plan where more hangs on a row than it follows."""
    line, links, stayed = due_rows.line, Links(), set[Any]()
    is_planned = how is None and not retention.is_left_to_database(line.data, links)

    def take(size: int, last: Any) -> batches.Batch:
        free = line.free(line.due(due_rows.rule.length, as_of), as_of)
        if not is_planned:
            return batches.delete_batch(line, free, size, last, how)
        while True:
            rows = free.exclude(pk__in=stayed)
            batch = batches.delete_planned_batch(line, rows, size, links, as_of=as_of, now=now)
            stayed.update(batch.stayed)
            if batch.rows or not batch.stayed:
                return batch

    return take


def vacuum_tables(*, runs: list[RetentionRun]) -> list[str]:
    """Give back the space of what a run deleted in bulk; return the tables."""
    tables: dict[str, int] = {}
    for receipt in runs:
        for table, rows in receipt.tables.items():
            tables[table] = tables.get(table, 0) + rows
    return batches.vacuum(tables)
