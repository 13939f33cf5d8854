"""What an erasure removes and what it leaves: one plan for the page before it, its execution and the letter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import ForeignKey, Model

from dsar.cases.enums import State
from dsar.cases.models import Case, Contact
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.law.deadlines import local_date
from privacy.retention.models import LegalHold

Plan = dict[str, list[str]]
KeptLine = dict[str, str | int | None]


@dataclass(frozen=True, kw_only=True)
class ErasurePlan:
    """What an erasure does to a person's rows.

    ``rows`` are the ids to delete by model, referring rows first, without the addresses of requests; ``unconfirmed``
    the ids of requests that go because nobody confirmed them; ``kept`` the rows that stay, by model, with the reason
    and the last day.
    """

    rows: Plan
    unconfirmed: list[str]
    kept: list[KeptLine]

    def as_result(self) -> dict[str, Any]:
        """Return the plan in the form in which a job records what it did."""
        return {"erased": {label: len(ids) for label, ids in self.rows.items()}, "kept": self.kept}


def make_plan(address: str, now: datetime) -> ErasurePlan:
    """Return what an erasure of everything about an address does at ``now``."""
    return ErasurePlan(
        rows=plan_for(address, now),
        unconfirmed=[str(pk) for pk in unconfirmed_requests(address).values_list("pk", flat=True)],
        kept=kept_lines(address, now),
    )


def plan_for(address: str, now: datetime) -> Plan:
    """Return the ids that an erasure is to delete, referring rows first, without the addresses of requests."""
    plan = _ids(personal_rows.erasable(address, now))
    return {label: ids for label, ids in plan.items() if ids}


def not_planned(plan: Mapping[str, Sequence[str]], rows: Iterable[PersonalRows]) -> Plan:
    """Return the ids of the rows that a plan does not name, without those that answer another request."""
    # A file that was made meanwhile holds nothing but what the plan names already.
    news = _ids(group for group in rows if group.data.retention.waits_for_requests)
    fresh = {label: [pk for pk in ids if pk not in set(plan.get(label, ()))] for label, ids in news.items()}
    return {label: ids for label, ids in fresh.items() if ids}


def unconfirmed_requests(address: str) -> Any:
    """Return the person's requests that nobody confirmed; an erasure deletes them."""
    return Case.objects.filter(state=State.UNVERIFIED, contact__email=address).order_by("received_at", "pk")


def _ids(groups: Iterable[PersonalRows]) -> Plan:
    # The address of the request is deleted last, once the person has had the letter.
    others = [group for group in groups if group.data.model is not Contact]
    return {group.label: [str(pk) for pk in group.rows.values_list("pk", flat=True)] for group in leaf_to_root(others)}


def leaf_to_root(groups: Iterable[PersonalRows]) -> list[PersonalRows]:
    """Order models so that each comes after those with a foreign key to it."""
    waiting, ordered = sorted(groups, key=lambda group: group.label), list[PersonalRows]()
    while waiting:
        models = [group.data.model for group in waiting]
        free = [group for group in waiting if not _is_referenced(group.data.model, models)] or waiting[:1]
        ordered += free
        waiting = [group for group in waiting if group not in free]
    return ordered


def _is_referenced(model: type[Model], others: Sequence[type[Model]]) -> bool:
    return any(
        isinstance(field, ForeignKey) and field.related_model is model
        for other in others
        if other is not model
        for field in other._meta.concrete_fields
    )


def ids_on_hold(address: str, now: datetime) -> Plan:
    """Return the ids that a legal hold keeps from an erasure, without the addresses of requests."""
    return _ids(group for group, _hold in on_hold(address, now))


def on_hold(address: str, now: datetime) -> Iterator[tuple[PersonalRows, LegalHold]]:
    """Yield the rows that only a legal hold saves from erasure, with the hold that lasts longest."""
    return personal_rows.on_hold(personal_rows.owned_by_model(address), now)


def kept_lines(address: str, now: datetime) -> list[KeptLine]:
    """List the rows that are kept, by model, with the last day and the hold."""
    lines: list[KeptLine] = []
    for group in personal_rows.kept(address):
        # The letter has a sentence of its own about the request itself.
        rows = 0 if group.data.model._meta.app_label == "dsar" else group.rows.count()
        if rows:
            end = personal_rows.kept_until(group)
            lines.append({"model": group.label, "rows": rows, "until": end.isoformat() if end else None})
    for group, hold in on_hold(address, now):
        until = local_date(hold.ends_at - timedelta(microseconds=1)).isoformat()
        lines.append({"model": group.label, "rows": group.rows.count(), "until": until, "hold": hold.reason})
    return lines
