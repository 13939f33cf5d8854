"""What a retention run leaves behind, and the questions that it stops to ask (LAW P27)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from privacy.conf import privacy_settings
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.retention.batches import Batch
from privacy.retention.enums import RunState, StopReason
from privacy.retention.errors import NothingToApprove
from privacy.retention.jobs import RUN_RETENTION
from privacy.retention.models import RetentionRule, RetentionRun
from privacy.retention.queries import RetentionTarget
from privacy.runs.interrupted import closes

STREAM = "retention"
FEW = 1000  # rows: below, a share of the table says nothing
CLOCK_LEAP = timedelta(days=90)
MOST_SAMPLED = 30
_OPEN = (RunState.PREVIEW, RunState.STOPPED, RunState.APPROVED)
_BEGUN = (RunState.RUNNING, RunState.INTERRUPTED)

_ADD = """
UPDATE privacy_retentionrun SET deleted = deleted + %(rows)s, batches = batches + 1, finished_at = %(now)s,
  longest_ms = greatest(longest_ms, %(ms)s), sha256 = encode(sha256(convert_to(sha256 || %(sha256)s, 'UTF8')), 'hex'),
  sample = CASE WHEN jsonb_array_length(sample) < %(most)s THEN sample || %(sample)s::jsonb ELSE sample END,
  tables = (SELECT coalesce(jsonb_object_agg(key, rows), '{}') FROM (SELECT key, sum(value::bigint) AS rows FROM (
    SELECT * FROM jsonb_each_text(tables) UNION ALL SELECT * FROM jsonb_each_text(%(tables)s::jsonb)) AS counts
    GROUP BY key) AS sums)
WHERE id = %(id)s
"""


@dataclass(frozen=True, kw_only=True)
class DueRows:
    """What is due of one line: rows that would go, and rows that stay for the time being."""

    line: RetentionTarget
    rule: RetentionRule
    due: int
    held: int

    @property
    def key(self) -> dict[str, str]:
        return {"rule": self.rule.key, "model": self.line.label}


def passed_limit(due_rows: DueRows, now: datetime) -> StopReason | None:
    """Return which limit a run would pass; None when it may go on."""
    rule = due_rows.rule
    if rule.last_run_at is not None and now - rule.last_run_at > CLOCK_LEAP:
        return StopReason.CLOCK
    if due_rows.due > _most_rows(rule):
        return StopReason.ROWS
    percent = privacy_settings().retention_most_percent if rule.most_percent is None else rule.most_percent
    if (due_rows.due > FEW or rule.most_percent is not None) and due_rows.due * 100 > percent * _rows(due_rows.line):
        return StopReason.PERCENT
    return None


def is_allowed(due_rows: DueRows) -> bool:
    """Tell whether staff have answered for about so many rows, and that answer is not used up."""
    answers = RetentionRun.objects.filter(**due_rows.key, approved_at__isnull=False)
    answer = answers.filter(state__in=(RunState.APPROVED, *_BEGUN)).order_by("-approved_at").first()
    return answer is not None and due_rows.due <= answer.due + _most_rows(due_rows.rule)


def preview_rule(*, due_rows: DueRows, as_of: datetime, now: datetime) -> RetentionRun:
    """Count what a rule would end that nobody has approved yet; staff see it on their desk."""
    return _question(due_rows, RunState.PREVIEW, "", as_of, now)


def stop_run(*, due_rows: DueRows, reason: StopReason, as_of: datetime, now: datetime) -> RetentionRun:
    """Stop before the first row goes, and ask staff."""
    return _question(due_rows, RunState.STOPPED, reason, as_of, now)


@transaction.atomic
def _question(due_rows: DueRows, state: RunState, reason: str, as_of: datetime, now: datetime) -> RetentionRun:
    """Write or renew the one open question of a line; two runs at once write one."""
    row = RetentionRun(**due_rows.key, as_of=as_of, started_at=now, state=state)
    RetentionRun.objects.bulk_create([row], ignore_conflicts=True)
    receipt = RetentionRun.objects.select_for_update().get(**due_rows.key, state__in=_OPEN)
    is_new = receipt.pk == row.pk or receipt.terms != due_rows.rule.terms or receipt.stop_reason != reason
    receipt.state, receipt.stop_reason, receipt.terms = state, reason, due_rows.rule.terms
    receipt.as_of, receipt.due, receipt.rows, receipt.held = as_of, due_rows.due, _rows(due_rows.line), due_rows.held
    receipt.approved_at = receipt.approved_by = None
    receipt.save()
    if is_new:
        event = "retention.previewed" if state == RunState.PREVIEW else "retention.stopped"
        facts: dict[str, journal.Fact | list[journal.Fact]]
        facts = {"run": receipt.pk, **due_rows.key, "due": due_rows.due, "rows": receipt.rows, "reason": reason or None}
        journal.append(stream=STREAM, event=event, facts=facts, now=now)
    return receipt


@transaction.atomic
def approve_run(*, run_id: UUID, staff: int | None, now: datetime) -> RetentionRun:
    """Let one stopped run go beyond its limit, and nudge the engine. Raises ``NothingToApprove``."""
    receipt = RetentionRun.objects.select_for_update().filter(pk=run_id, state=RunState.STOPPED).first()
    if receipt is None:
        raise NothingToApprove
    receipt.state, receipt.approved_at, receipt.approved_by = RunState.APPROVED, now, staff
    receipt.save(update_fields=["state", "approved_at", "approved_by"])
    if receipt.stop_reason == StopReason.CLOCK:
        # One answer, that the clock is right, serves every rule.
        RetentionRule.objects.update(last_run_at=now)
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"run": receipt.pk, "due": receipt.due, "reason": receipt.stop_reason, "staff": staff}
    journal.append(stream=STREAM, event="retention.run_approved", facts=facts, now=now)
    nudge(RUN_RETENTION)
    return receipt


def begin_run(*, due_rows: DueRows, as_of: datetime, now: datetime) -> RetentionRun:
    """Return the receipt of a run whose first batch is gone: the question that was answered, or a new one."""
    answered = Q(state__in=(RunState.STOPPED, RunState.APPROVED)) | Q(state__in=_BEGUN, approved_at__isnull=False)
    receipt = RetentionRun.objects.filter(answered, **due_rows.key).order_by("-approved_at").first()
    receipt = receipt or RetentionRun(**due_rows.key)
    receipt.state, receipt.terms, receipt.as_of = RunState.RUNNING, due_rows.rule.terms, as_of
    receipt.due, receipt.held, receipt.started_at = max(due_rows.due, receipt.due), due_rows.held, now
    receipt.save()
    return receipt


def add_batch(*, receipt: RetentionRun, batch: Batch, seconds: float, now: datetime) -> None:
    """Add a batch to the receipt and to the journal, as the last statements of its transaction."""
    values: dict[str, Any] = {
        "id": receipt.pk,
        "rows": batch.rows,
        "now": now,
        "ms": round(seconds * 1000),
        "sha256": batch.sha256,
    }
    sample = json.dumps(batch.sample if has_plain_ids(receipt.model) else [])
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {**values, "tables": json.dumps(batch.tables), "sample": sample, "most": MOST_SAMPLED})
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "run": receipt.pk,
        "rule": receipt.rule,
        "model": receipt.model,
        "rows": batch.rows,
        "tables": [f"{table}:{rows}" for table, rows in batch.tables.items()],
        "ids": batch.sha256,
    }
    if receipt.as_of > now:  # whoever asks later why these rows are gone must know that they went ahead of time
        facts["as_of"] = local_date(receipt.as_of)
    journal.append(stream=STREAM, event="retention.deleted", facts=facts, now=now)


def finish_run(*, receipt: RetentionRun, is_whole: bool, now: datetime) -> RetentionRun:
    """Close a receipt, as interrupted if the run gave way to others."""
    if is_whole:
        RetentionRun.objects.filter(pk=receipt.pk).update(state=RunState.DONE, finished_at=now)
    else:
        close_interrupted(run_id=receipt.pk, now=now)
    receipt.refresh_from_db()
    return receipt


@closes(RetentionRun, field="state", running=RunState.RUNNING)
@transaction.atomic
def close_interrupted(*, run_id: UUID, now: datetime) -> None:
    """Close a run that did not come to its end. What is left goes with the next, under the same answer of staff."""
    # ``finished_at`` is that of the last batch.
    receipt = RetentionRun.objects.select_for_update().filter(pk=run_id, state=RunState.RUNNING).first()
    if receipt is None:
        return
    receipt.state = RunState.INTERRUPTED
    receipt.save(update_fields=["state"])
    facts: journal.Facts = {"run": receipt.pk, "rule": receipt.rule, "model": receipt.model, "rows": receipt.deleted}
    journal.append(stream=STREAM, event="retention.interrupted", facts=facts, now=now)


def has_plain_ids(label: str) -> bool:
    """Tell whether a model's ids are numbers of no meaning, and not, as a session's, a secret."""
    field = apps.get_model(label)._meta.pk
    return isinstance(field, models.UUIDField | models.IntegerField) or (
        field.remote_field is not None and has_plain_ids(field.related_model._meta.label_lower)
    )


def _most_rows(rule: RetentionRule) -> int:
    return int(privacy_settings().retention_most_rows if rule.most_rows is None else rule.most_rows)


def _rows(line: RetentionTarget) -> int:
    return line.data.model._base_manager.count()
