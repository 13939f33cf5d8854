"""Approving the rules by which data ends, and working out ends again when a period changed."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.register.operations import load_rows, read_seed
from privacy.register.purposes.models import Purpose
from privacy.retention import queries as retention
from privacy.retention.enums import RunState
from privacy.retention.errors import NothingToApprove
from privacy.retention.jobs import RUN_RETENTION
from privacy.retention.models import RetentionRule, RetentionRun
from privacy.retention.queries import RetentionTarget

STREAM = "retention"
BATCH = 1000
_PRESETS = Path(__file__).parent / "presets"


def settle(*, now: datetime) -> list[RetentionRule]:
    """Approve each rule under which nothing is stored yet: its preview would be empty, and so could warn nobody.

    That is how the seed's rules come into force on a new site. A rule that is changed, or added, where rows are
    stored waits for staff.
    """
    lines: dict[str, list[RetentionTarget]] = {}
    for line in retention.targets():
        lines.setdefault(line.rule, []).append(line)
    settled = []
    for rule in RetentionRule.objects.all():
        if rule.is_approved or any(line.data.model._base_manager.exists() for line in lines.get(rule.key, [])):
            continue
        with transaction.atomic():
            _put_in_force(rule, None, now)
            RetentionRule.objects.filter(pk=rule.pk).update(applied_terms=rule.terms)
        settled.append(rule)
    return settled


@transaction.atomic
def approve(*, rule_id: int, terms: str, staff: int | None, now: datetime) -> RetentionRule:
    """Put a rule in force as its preview showed it, and nudge the engine. Raises ``NothingToApprove``.

    ``terms`` are those that the person saw: a rule that was changed meanwhile is not approved by accident.
    """
    rule = RetentionRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None or rule.is_approved or rule.terms != terms:
        raise NothingToApprove
    _put_in_force(rule, staff, now)
    RetentionRun.objects.filter(rule=rule.key, state=RunState.PREVIEW).update(
        state=RunState.PREVIEWED, approved_at=now, approved_by=staff
    )
    nudge(RUN_RETENTION)
    return rule


def _put_in_force(rule: RetentionRule, staff: int | None, now: datetime) -> None:
    rule.approved_terms, rule.approved_at, rule.approved_by = rule.terms, now, staff
    rule.save(update_fields=["approved_terms", "approved_at", "approved_by"])
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"rule": rule.key, "terms": rule.terms.replace(" ", ":").replace("=", "."), "staff": staff}
    journal.append(stream=STREAM, event="retention.rule_approved", facts=facts, now=now)


def apply_changes(*, now: datetime) -> int:
    """Work out again, row by row, the ends that stand in rows under the old terms of an approved rule; return how many.

    In batches that commit with the place they have come to: a job that is killed goes on from there.
    """
    changed = 0
    for rule in RetentionRule.objects.all():
        if rule.is_approved and not rule.is_applied:
            changed += _apply(rule, now)
    return changed


def _apply(rule: RetentionRule, now: datetime) -> int:
    changed = 0
    lines = [line for line in retention.targets() if line.rule == rule.key and line.data.retention.since is None]
    label, _bar, place = rule.applied_after.partition(" ")
    for line in lines:
        if label and line.label != label:
            continue
        after, label, place = place, "", ""
        while step := _apply_batch(rule, line, after):
            after, rows = step
            changed += rows
    with transaction.atomic():
        RetentionRule.objects.filter(pk=rule.pk).update(applied_terms=rule.terms, applied_after="")
        facts: dict[str, journal.Fact | list[journal.Fact]] = {"rule": rule.key, "rows": changed}
        journal.append(stream=STREAM, event="retention.rule_applied", facts=facts, now=now)
    return changed


@transaction.atomic
def _apply_batch(rule: RetentionRule, line: RetentionTarget, after: str) -> tuple[str, int] | None:
    """Give the next rows the end that the rule's terms make of their start; None when there are no more."""
    until, rows = line.data.retention.until, line.rows().filter(clock__isnull=False).order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    batch = list(rows.values_list("pk", "clock", until)[:BATCH])
    if not batch:
        return None
    wrong = [pk for pk, start, end in batch if end != rule.length.end(start)]
    changed_rows: list[Any] = list(rows.filter(pk__in=wrong).select_for_update(of=("self",))) if wrong else []
    for row in changed_rows:
        # Read again under the lock: somebody may have stopped its clock.
        setattr(row, until, rule.length.end(row.clock))
    line.data.model._base_manager.bulk_update(changed_rows, [until])
    RetentionRule.objects.filter(pk=rule.pk).update(applied_after=f"{line.label} {batch[-1][0]}")
    return str(batch[-1][0]), len(changed_rows)


def presets() -> list[str]:
    """Return the names of the ready-made sets of rules."""
    return sorted(path.stem for path in _PRESETS.glob("*.toml"))


@transaction.atomic
def add_preset(*, name: str, now: datetime) -> list[RetentionRule]:
    """Add a ready-made set of rules to the draft register, or bring it up to date, and return them."""
    content = read_seed(_PRESETS / f"{name}.toml")
    load_rows(Purpose, content["purposes"])
    load_rows(RetentionRule, content["retention_rules"], refer={"purpose": Purpose})
    settle(now=now)
    return list(RetentionRule.objects.filter(key__in=[row["key"] for row in content["retention_rules"]]))
