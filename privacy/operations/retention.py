"""The one engine that deletes what is due (LAW P26, P27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet

from privacy import declarations
from privacy.deadlines import latest_start
from privacy.declarations import PersonalData
from privacy.models import RetentionRun
from privacy.operations import journal
from privacy.queries.retention import rule

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Due:
    """How many rows of one model are due under one rule."""

    rule: str
    model: str
    rows: int


def due(now: datetime) -> Iterator[Due]:
    """Yield what a run at ``now`` would delete, changing nothing."""
    for data in _ended_by_engine():
        yield Due(rule=data.retention.rule, model=data.model._meta.label_lower, rows=_due_rows(data, now).count())


def run(*, as_of: datetime, now: datetime) -> list[RetentionRun]:
    """Delete every row that is due at ``as_of``, in batches that each stand alone; return the receipts.

    A run that is killed has deleted whole batches and journalled each with its count; the next run goes on
    where it stopped. Two runs at once share the work (``SKIP LOCKED``). ``now`` is when the journal says it happened.
    """
    return [receipt for data in _ended_by_engine() if (receipt := _run_model(data, as_of, now))]


def _ended_by_engine() -> Iterator[PersonalData]:
    return (data for data in declarations.all_personal() if not data.retention.is_by_hand)


def _run_model(data: PersonalData, as_of: datetime, now: datetime) -> RetentionRun | None:
    receipt: RetentionRun | None = None
    while True:
        with transaction.atomic():
            deleted = _delete_batch(data, as_of)
            if not deleted:
                break
            if receipt is None:
                receipt = RetentionRun.objects.create(
                    rule=data.retention.rule, model=data.model._meta.label_lower, as_of=as_of
                )
            RetentionRun.objects.filter(pk=receipt.pk).update(deleted=F("deleted") + deleted, finished_at=now)
            facts: dict[str, journal.Fact | list[journal.Fact]] = {
                "run": receipt.pk,
                "rule": data.retention.rule,
                "model": receipt.model,
                "rows": deleted,
            }
            journal.append(stream="retention", event="retention.deleted", facts=facts, now=now)
    if receipt is not None:
        receipt.refresh_from_db()
    return receipt


def _delete_batch(data: PersonalData, as_of: datetime) -> int:
    """Delete up to ``BATCH`` due rows; children go with them by ``ON DELETE CASCADE`` in the database."""
    meta = data.model._meta
    rows, params = _due_rows(data, as_of).order_by().values("pk").query.sql_with_params()
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {key} = ANY(ARRAY({rows} LIMIT {BATCH} FOR UPDATE SKIP LOCKED))",  # noqa: S608 - names of ours
            params,
        )
        return int(cursor.rowcount)


def _due_rows(data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Return the rows of a model whose time is up: their own end, or the rule's period after a time they hold."""
    rows = data.model._base_manager.all()
    retention = data.retention
    if retention.since is None:
        return rows.filter(**{f"{retention.until}__lte": as_of})
    period = rule(retention.rule)
    return rows.filter(**{f"{retention.since}__lte": latest_start(as_of, days=period.days, months=period.months)})
