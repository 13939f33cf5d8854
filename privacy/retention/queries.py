"""When data ends: the rules beside the rows that they end."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable

from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.links import Links
from privacy.law.deadlines import Period
from privacy.retention.enums import RetentionAction
from privacy.retention.errors import UnknownRule
from privacy.retention.models import RetentionRule
from privacy.retention.open_requests import exclude_requested
from privacy.retention.removal import queries as plans
from privacy.retention.removal.queries import Removal, RemovalPlan
from privacy.retention.rows_on_hold import exclude_on_hold, keys_on_hold

RECENT_LOGIN = Period(months=12)


def retention_end(rule_key: str, start: datetime) -> datetime:
    """Return when data that starts its clock at ``start`` must be gone, under the rule as it stands.

    Raises ``UnknownRule``.
    """
    return get_rule(rule_key).length.end(start)


def retention_end_or(rule_key: str, start: datetime, *, without_a_rule: timedelta) -> datetime:
    """Return the same, or an end of its own where the register lacks the rule: what staff must be told cannot wait."""
    try:
        return retention_end(rule_key, start)
    except UnknownRule:
        return start + without_a_rule


def get_rule(key: str) -> RetentionRule:
    """Return the rule with this key. Raises ``UnknownRule`` that names it."""
    try:
        return RetentionRule.objects.get(key=key)
    except RetentionRule.DoesNotExist as missing:
        raise UnknownRule(f"No retention rule has the key {key}; add it to the register.") from missing


def rules_by_key() -> dict[str, RetentionRule]:
    """Return every rule by its key."""
    return {rule.key: rule for rule in RetentionRule.objects.all()}


@dataclass(frozen=True, kw_only=True)
class RetentionTarget:
    """The rows of one model that one rule ends. ``start`` is what started their clock."""

    data: PersonalData
    rule: str
    start: str | Combinable | None
    when: Q

    @property
    def label(self) -> str:
        return self.data.model._meta.label_lower

    @property
    def end_column(self) -> str:
        """The field that the engine compares with the time: the row's own end, or what its rule counts from."""
        return self.data.retention.since or self.data.retention.until

    def rows(self) -> QuerySet[Model]:
        """Return the rows, also those that a default manager would hide, with ``clock`` as the time of their start."""
        everything = self.data.model._base_manager.filter(self.when).order_by()
        if self.start is None:
            return everything
        return everything.annotate(clock=F(self.start) if isinstance(self.start, str) else self.start)

    def due(self, length: Period, as_of: datetime) -> QuerySet[Model]:
        """Return the rows whose time is up, those that stay for the time being among them."""
        if self.data.retention.since is None:
            return self.rows().filter(**{f"{self.end_column}__lte": as_of})
        return self.rows().filter(**{f"{self.end_column}__lte": length.latest_start(as_of)})

    def due_by_start(self, length: Period, as_of: datetime) -> QuerySet[Model]:
        """Return the rows that a length ends, reckoned from their start, whatever end they hold themselves."""
        if self.start is None:
            return self.due(length, as_of)
        return self.rows().filter(clock__lte=length.latest_start(as_of))

    def free(self, rows: QuerySet[Model], as_of: datetime) -> QuerySet[Model]:
        """Leave out what stays whatever the rule says: rows on hold or asked for, and accounts that are in use."""
        if issubclass(self.data.model, get_user_model()):
            lately = RECENT_LOGIN.latest_start(as_of)
            is_used = Q(last_login__gt=lately) | Q(date_joined__gt=lately)
            rows = rows.exclude(Q(is_staff=True) | Q(is_superuser=True) | is_used)
        return exclude_requested(exclude_on_hold(rows, self.data, as_of), self.data, as_of)


def takes_kept(parent: PersonalData, child: PersonalData) -> bool:
    """Tell whether a row that erasures keep ends with its parent by time, because both end under one rule."""
    return {*child.retention.rules()} <= {*parent.retention.rules()}


def removal(data: PersonalData, keys: Collection[Any], as_of: datetime, links: Links | None = None) -> RemovalPlan:
    """Plan the deletion of rows whose time is up: what goes with them, and which of them somebody else's row needs."""
    return Removal(
        seeds={data.model: keys},
        held=lambda other, held: keys_on_hold(other, held, as_of),
        takes_kept=takes_kept,
        ended=lambda other, rows: _keys_ended(other, rows, as_of) if takes_kept(data, other) else (),
        links=links or Links(),
    ).plan()


def _keys_ended(data: PersonalData, keys: Collection[Any], as_of: datetime) -> set[Any]:
    """Return which of some rows are due for deletion themselves, and held by nobody."""
    ended, known = set[Any](), rules_by_key()
    for line in [] if data.retention.is_by_hand else targets_of(data):
        rule = known.get(line.rule)
        if rule is not None and rule.is_approved and rule.action == RetentionAction.DELETE:
            due = line.due(rule.length, as_of).filter(pk__in=keys)
            ended |= {*line.free(due, as_of).values_list("pk", flat=True)}
    return ended


def is_left_to_database(data: PersonalData, links: Links) -> bool:
    """Tell whether the database by itself deletes with a row of this model exactly what a plan would name."""
    return plans.is_left_to_database(data.model, links, takes_kept)


def targets() -> Iterator[RetentionTarget]:
    """Yield what the engine ends: each model once for each of its rules."""
    for data in declarations.all_personal():
        if not data.retention.is_by_hand:
            yield from targets_of(data)


def filled(lines: Collection[RetentionTarget]) -> set[type[Model]]:
    """Return the models of these lines that have any row, in one query: on a new site most have none."""
    tables = {line.data.model._meta.db_table: line.data.model for line in lines}
    checks = [
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(table)})"  # noqa: S608 - our own names
        for table in tables
    ]
    if not checks:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(checks))
        return {tables[table] for (table,) in cursor.fetchall()}


def targets_of(data: PersonalData) -> Iterator[RetentionTarget]:
    """Yield one model's lines: the rows that another rule ends, and then all the rest."""
    retention, rest = data.retention, Q()
    for clock in retention.others:
        yield RetentionTarget(data=data, rule=clock.rule, start=clock.start, when=clock.when)
        rest &= ~clock.when
    yield RetentionTarget(data=data, rule=retention.rule, start=retention.since or retention.start, when=rest)
