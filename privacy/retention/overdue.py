"""What the live database says about ends: who has none, who is late, and what a receipt says is gone and is there."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, ForeignKey, Model, QuerySet, Value

from privacy.inventory import declarations
from privacy.inventory.links import Links
from privacy.law.deadlines import Period
from privacy.retention import queries as retention
from privacy.retention.enums import RunState
from privacy.retention.models import RetentionRule, RetentionRun
from privacy.retention.open_requests import only_requested
from privacy.retention.queries import RetentionTarget

_INDEXED = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisvalid AND i.indpred IS NULL AND c.relnamespace = current_schema()::regnamespace
"""
_LEFT_BEHIND = """
SELECT child.relname || '.' || con.conname, child.relname, con.confdeltype IN ('c', 'n', 'd') AS follows,
  EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = con.oid AND t.tgenabled NOT IN ('O', 'A')) AS is_off
FROM pg_constraint con
  JOIN pg_class child ON child.oid = con.conrelid JOIN pg_class parent ON parent.oid = con.confrelid
WHERE con.contype = 'f' AND parent.relname = ANY(%s) ORDER BY 1
"""
_HELD_TOGETHER = """
SELECT child.relname, a.attname FROM pg_constraint con JOIN pg_class child ON child.oid = con.conrelid
  JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = con.conkey[1]
WHERE con.contype = 'f' AND child.relnamespace = current_schema()::regnamespace
"""
_HIDING = """
SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = ANY(%s)
  AND column_name ~ '^(is_|was_)?(soft_)?(deleted|removed|erased|purged|trashed|hidden|archived)(_at|_on|_by)?$'
ORDER BY 1
"""
_MOST_PLANNED = 5000  # more need not be counted to know that something is late
# What starts a clock has happened, unless it is itself an end that somebody set.
_YET_TO_COME = re.compile(r"(^|__)(expires?|expire|ends?|until)(_at|_on|_date)?$")
_JOURNALLED = """
SELECT facts::json->>'run', sum((facts::json->>'rows')::bigint) FROM privacy_journalentry
WHERE stream = 'retention' AND event = 'retention.deleted' GROUP BY 1
"""


def models_without_rule() -> list[str]:
    """Name the models that hold personal data under a rule that the register does not have."""
    known = retention.rules_by_key()
    return [
        f"{data.model._meta.label} ({rule})"
        for data in declarations.all_personal()
        for rule in data.retention.rules()
        if rule not in known
    ]


def models_without_index() -> list[str]:
    """Name the models of which the database cannot look up what the engine asks every hour: the end, or its start.

    Django's own tables have the indexes that Django gives them; the one without, staff's log, is small.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INDEXED)
        indexed = set(cursor.fetchall())
    lacking = []
    for data in declarations.all_personal():
        since = data.retention.since
        if since is not None and (data.retention.is_by_hand or data.model.__module__.startswith("django.")):
            continue
        field: Any = data.model._meta.get_field(since or data.retention.until)
        # The column may be in the table of a model that this one continues.
        if (field.model._meta.db_table, field.column) not in indexed:
            lacking.append(f"{data.model._meta.label}.{field.name}")
    return lacking


def overdue_rows(as_of: datetime) -> Iterator[tuple[str, int]]:
    """Yield each model with rows that should have been gone at ``as_of``, and how many.

    By the end that a row holds, and by what its rule makes of the time that started its clock: an end that somebody
    pushed out, or never set, shows too.
    """
    for line, rule in _with_rows():
        rows = _without_needed(line, line.free(line.due(rule.length, as_of), as_of), as_of)
        if not rows and rule.is_approved and rule.is_applied and line.start is not None:
            rows = _of_the_person(line, line.free(line.due_by_start(rule.length, as_of), as_of)).count()
        if rows:
            yield line.label, rows


def _with_rows() -> Iterator[tuple[RetentionTarget, RetentionRule]]:
    """Yield what the engine ends where there is any row, with the rule: on a new site most tables are empty."""
    known = retention.rules_by_key()
    lines = [line for line in retention.targets() if line.rule in known]
    filled = retention.filled(lines)
    yield from ((line, known[line.rule]) for line in lines if line.data.model in filled)


def _without_needed(line: RetentionTarget, rows: QuerySet[Model], as_of: datetime) -> int:
    """Count due rows, without those that stay because another row cannot do without them."""
    count = rows.count()
    if not count:
        return 0
    links = Links()
    if retention.is_left_to_database(line.data, links):
        return count
    plan = retention.removal(line.data, list(rows.values_list("pk", flat=True)[:_MOST_PLANNED]), as_of, links)
    return len(plan.deletes.get(line.data.model, ()))


def requested_rows(as_of: datetime) -> Iterator[tuple[RetentionTarget, QuerySet[Model]]]:
    """Yield the due rows of each model that stay because somebody asked for them and waits for the answer."""
    for line, rule in _with_rows():
        due = line.due(rule.length, as_of)
        # The engine runs every hour: there are few due rows, and what asks for them is found in many tables.
        if due.exists() and (rows := only_requested(due, line.data, as_of)).exists():
            yield line, rows


def unending_rows(as_of: datetime, grace: timedelta) -> Iterator[tuple[str, int]]:
    """Yield each model with rows that nothing would end in time, and how many, long before anybody could miss it.

    Their end lies beyond what their rule makes of their start, or their start has not happened yet.
    """
    for line, rule in _with_rows():
        if line.start is None or not (rule.is_approved and rule.is_applied):
            continue
        rows = line.free(line.rows(), as_of)
        count = _to_start(line, rows, as_of + grace)
        if line.data.retention.since is None:
            count += rows.filter(**{f"{line.end_column}__gt": _longest(rule.length, grace)}).count()
        if count:
            yield line.label, count


def _to_start(line: RetentionTarget, rows: QuerySet[Model], after: datetime) -> int:
    if not isinstance(line.start, str) or _YET_TO_COME.search(line.start):
        return 0
    return rows.filter(clock__gt=after).count()


def _longest(length: Period, grace: timedelta) -> ExpressionWrapper:
    """Return the latest end that a length can give, on any calendar, as the database reckons it from ``clock``."""
    bounds = []
    if length.days is not None:
        bounds.append(timedelta(days=length.days))
    if length.months is not None:
        bounds.append(timedelta(days=31 * length.months))
    if length.months_after_year is not None:
        bounds.append(timedelta(days=366 + 31 * length.months_after_year))
    return ExpressionWrapper(F("clock") + Value(min(bounds) + grace), output_field=DateTimeField())


def _of_the_person(line: RetentionTarget, rows: QuerySet[Model]) -> QuerySet[Model]:
    """Leave out the rows that were anonymised: they have no end because they have no person."""
    how = line.data.retention.anonymise
    if how is None:
        return rows
    clear: dict[str, Any] = {f"{line.data.retention.until}__isnull": True}
    for name in how.clear:
        is_null = line.data.model._meta.get_field(name).null
        clear |= {f"{name}__isnull": True} if is_null else {name: ""}
    return rows.exclude(**clear)


def count_watched() -> tuple[int, int, int]:
    """Return how many rows the engine watches over, how many of them have no end yet, and in how many models."""
    lines = list(retention.targets())
    filled = retention.filled(lines)
    having = [line for line in lines if line.data.model in filled]
    own = [line for line in having if line.data.retention.since is None]
    rows = sum(line.rows().count() for line in having)
    waiting = sum(line.rows().filter(**{f"{line.end_column}__isnull": True}).count() for line in own)
    return rows, waiting, len({line.label for line in lines})


def soft_delete_columns() -> list[str]:
    """Name the columns that could mark a row as gone and leave it there (LAW X-12)."""
    with connection.cursor() as cursor:
        cursor.execute(_HIDING, [[data.model._meta.db_table for data in declarations.all_personal()]])
        return [name for (name,) in cursor.fetchall()]


def keys_without_cascade() -> list[str]:
    """Name the foreign keys that would not follow when the row they point at is deleted.

    A key between models that the database does not follow by itself is none of them: the engine plans for it.
    """
    ended = [line.data.model._meta.db_table for line in retention.targets()]
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_BEHIND, [ended])
        planned = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        names = [
            name for name, child, follows, is_off in cursor.fetchall() if is_off or not (follows or child in planned)
        ]
        cursor.execute(_HELD_TOGETHER)
        together = set(cursor.fetchall())
    return names + sorted(f"{child}.{column}" for child, column in _pointing_at(set(ended)) - together)


def _pointing_at(tables: set[str]) -> set[tuple[str, str]]:
    """Return the columns by which models of this site point at rows that end."""
    return {
        (str(field.model._meta.db_table), str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.related_model._meta.db_table in tables
    }


def models_with_deleted_rows() -> list[str]:
    """Name the models in which rows stand that a receipt says are gone."""
    runs = RetentionRun.objects.exclude(sample=[]).exclude(terms__startswith="anonymise")
    return sorted({run.model for run in runs if _rows(run.model).filter(pk__in=run.sample).exists()})


def _rows(label: str) -> QuerySet[Model]:
    return apps.get_model(label)._base_manager.all()


def runs_unlike_journal() -> list[str]:
    """Return the ids of runs whose receipt is missing or says another number than the journal."""
    with connection.cursor() as cursor:
        cursor.execute(_JOURNALLED)
        journalled = {run: int(rows) for run, rows in cursor.fetchall()}
    receipts = {str(run.pk): run.deleted for run in RetentionRun.objects.only("deleted", "state")}
    return sorted(run for run in {*journalled, *receipts} if journalled.get(run, 0) != receipts.get(run))


def count_receipts() -> int:
    """Return how many runs have ended something."""
    return RetentionRun.objects.filter(state=RunState.DONE).count()
