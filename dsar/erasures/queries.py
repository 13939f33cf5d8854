"""What an erasure removes and what it leaves: one plan for the page before it, its execution and the letter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model

from dsar.cases.browser_records import attached_by
from dsar.cases.enums import State
from dsar.cases.models import Case
from dsar.erasures import shares
from dsar.erasures.shares import Shares
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import declarations, kept_apart, people
from privacy.inventory.enums import KeepReason
from privacy.inventory.people import Who
from privacy.law.deadlines import local_date
from privacy.retention import rows_on_hold
from privacy.retention.models import LegalHold
from privacy.retention.removal.enums import Stay
from privacy.retention.removal.queries import Clearing, RemovalPlan

Plan = dict[str, list[str]]
KeptLine = dict[str, str | int | None]
MaskedLine = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ErasurePlan:
    """What an erasure does to a person's rows.

    ``rows`` are the ids to delete by model, referring rows first, without the addresses of requests; ``masked`` the
    fields that are emptied in rows that stay for others; ``unconfirmed`` the ids of requests that go because nobody
    confirmed them; ``kept`` the rows that stay, by model, with the reason and the last day. ``words_of_others``: how
    many rows of each model are somebody else's, stay as they are and may name the person.
    """

    rows: Plan
    unconfirmed: list[str]
    kept: list[KeptLine]
    masked: list[MaskedLine] = field(default_factory=list)
    words_of_others: dict[str, int] = field(default_factory=dict)

    def as_result(self) -> dict[str, Any]:
        """Return the plan in the form in which a job records what it did."""
        erased = {label: len(ids) for label, ids in self.rows.items()}
        masked = count_masked(self.masked)
        return {"erased": erased, "kept": self.kept, "masked": masked, "words_of_others": self.words_of_others}


def make_plan(address: Who, now: datetime) -> ErasurePlan:
    """Return what an erasure of everything about an address does at ``now``."""
    own = shares.shares_of(address, now)
    plan = shares.removal(own, address, now)
    return ErasurePlan(
        rows=as_ids(plan.deletes),
        unconfirmed=[str(pk) for pk in unconfirmed_requests(address).values_list("pk", flat=True)],
        kept=[*_lines_of_what_stays(address, own, plan, now), *lines_of_browsers(address)],
        masked=as_lines(plan.clears),
        words_of_others=words_of_others(own, plan),
    )


def plan_for(address: Who, now: datetime) -> Plan:
    """Return the ids that an erasure is to delete, referring rows first, without the addresses of requests."""
    return as_ids(removal_of(address, now).deletes)


def removal_of(address: Who, now: datetime) -> RemovalPlan:
    """Return what an erasure deletes, empties and leaves."""
    return shares.removal(shares.shares_of(address, now), address, now)


def words_of_others(own: Shares, plan: RemovalPlan) -> dict[str, int]:
    """Return how many rows of somebody else that lead to a person stay as they are, by model."""
    touched = {model: {*keys} for model, keys in plan.deletes.items()}
    for clearing in plan.clears:
        touched.setdefault(clearing.model, set()).update(clearing.keys)
    left = {model: len(keys - touched.get(model, set())) for model, keys in own.others.items()}
    return {model._meta.label_lower: rows for model, rows in left.items() if rows}


def as_ids(rows: Mapping[type[Model], Iterable[Any]]) -> Plan:
    """Return rows by the label of their model, in the form in which a job keeps them."""
    return {model._meta.label_lower: [str(key) for key in keys] for model, keys in rows.items()}


def as_lines(clears: Iterable[Clearing]) -> list[MaskedLine]:
    """Return what is emptied in the form in which a job keeps it."""
    return [
        {
            "model": clearing.model._meta.label_lower,
            "fields": list(clearing.fields),
            "rows": [str(key) for key in clearing.keys],
        }
        for clearing in clears
    ]


def as_waiting_lines(clears: Sequence[Clearing]) -> list[MaskedLine]:
    """Return what is to be emptied later, when nobody may know any more whose entries go, with what names those."""
    return [line | {"of": list(clearing.of)} for line, clearing in zip(as_lines(clears), clears, strict=True)]


def count_masked(lines: Iterable[MaskedLine]) -> dict[str, int]:
    """Return in how many rows of each model something is emptied."""
    rows: dict[str, set[str]] = {}
    for line in lines:
        rows.setdefault(line["model"], set()).update(line["rows"])
    return {label: len(ids) for label, ids in sorted(rows.items())}


def purposes_of(labels: Iterable[str]) -> set[str]:
    """Return the purposes of models by their labels; tables between others, and what holds nobody's data, have none."""
    declared = (declarations.models.get(apps.get_model(label)) for label in labels)
    return {data.purpose for data in declared if isinstance(data, declarations.PersonalData)}


def not_planned(plan: Mapping[str, Sequence[str]], rows: Mapping[str, Sequence[str]]) -> Plan:
    """Return the ids of ``rows`` that a plan does not name, without those that answer another request."""
    # A file that was made meanwhile holds nothing but what the plan names already.
    news = {label: ids for label, ids in rows.items() if _waits_for_requests(label)}
    fresh = {label: [pk for pk in ids if pk not in set(plan.get(label, ()))] for label, ids in news.items()}
    return {label: ids for label, ids in fresh.items() if ids}


def _waits_for_requests(label: str) -> bool:
    data = declarations.models.get(apps.get_model(label))
    return not isinstance(data, declarations.PersonalData) or data.retention.waits_for_requests


def unconfirmed_requests(address: Who) -> Any:
    """Return the person's requests that nobody confirmed; an erasure deletes them."""
    return Case.objects.filter(state=State.UNVERIFIED, contact__email__in=people.each(address)).order_by(
        "received_at", "pk"
    )


def ids_on_hold(address: Who, now: datetime) -> Plan:
    """Return the ids that a legal hold keeps from an erasure, without the addresses of requests."""
    return as_ids(_waiting(shares.shares_of(address, now), address, now))


def _waiting(own: Shares, address: Who, now: datetime) -> dict[type[Model], list[Any]]:
    """Return the person's own rows on hold, and those that a row on hold or a row that is kept needs."""
    waiting = {model: list(keys) for model, keys in own.held.items()}
    for model, key in shares.staying(own.alone, shares.removal(own, address, now), Stay.HELD, Stay.KEPT):
        waiting.setdefault(model, []).append(key)
    return waiting


def masks_on_hold(address: Who, now: datetime) -> list[MaskedLine]:
    """Return what is to be emptied in rows of several people once the hold on them ends."""
    return as_waiting_lines(shares.clearings(shares.shares_of(address, now).held_masks, address))


def on_hold(address: Who, now: datetime) -> Iterator[tuple[PersonalRows, LegalHold]]:
    """Yield the rows that only a legal hold saves from erasure, with the hold that lasts longest."""
    return personal_rows.on_hold(personal_rows.owned_by_model(address), now)


def only_stored(address: Who, now: datetime) -> Iterator[PersonalRows]:
    """Yield the person's rows that stay for a reason of the law alone."""
    yield from personal_rows.kept(address)
    yield from (group for group, _hold in on_hold(address, now))
    own = shares.shares_of(address, now)
    for model, key in shares.staying(own.alone, shares.removal(own, address, now), Stay.HELD, Stay.KEPT):
        rows = model._base_manager.filter(pk=key)
        yield PersonalRows(data=declarations.personal_data(model), rows=rows, address=address)


def kept_lines(address: Who, now: datetime) -> list[KeptLine]:
    """List the rows that are kept, by model, with the last day and the hold."""
    own = shares.shares_of(address, now)
    return _lines_of_what_stays(address, own, shares.removal(own, address, now), now)


def _lines_of_what_stays(address: Who, own: Shares, plan: RemovalPlan, now: datetime) -> list[KeptLine]:
    held = [_until_hold_ends(group.data.model, group.rows.count(), hold) for group, hold in on_hold(address, now)]
    return [*_kept_lines(address), *held, *_needed_lines(own, plan, now)]


def lines_of_browsers(address: Who) -> Iterator[KeptLine]:
    """List what the person's browser led to and they added to a request (LAW D-10), by model.

    It stays: a choice that lies in the browser is still used, and is erased with it on the page of the browser.
    """
    for group in attached_by(people.each(address)):
        if rows := group.rows.count():
            end, because = personal_rows.kept_until(group), KeepReason.ACCOUNTABILITY.value
            until = end.isoformat() if end else None
            yield {"model": group.label, "rows": rows, "until": until, "because": because, "in_browser": 1}


def _kept_lines(address: Who) -> Iterator[KeptLine]:
    # The letter has a sentence of its own about the request itself.
    groups = (group for group in personal_rows.kept(address) if group.data.model._meta.app_label != "dsar")
    for group, rows in personal_rows.counted(groups):
        end = personal_rows.kept_until(group)
        yield {"model": group.label, "rows": rows, "until": end.isoformat() if end else None}
    for find in kept_apart.sources.values():
        for apart in filter(None, map(find, people.each(address))):
            until = apart.until.isoformat() if apart.until else None
            label = apart.model._meta.label_lower
            yield {"model": label, "rows": apart.rows, "until": until, "because": apart.reason.value}


def _until_hold_ends(model: type[Model], rows: int, hold: LegalHold) -> KeptLine:
    until = local_date(hold.ends_at - timedelta(microseconds=1)).isoformat()
    return {"model": model._meta.label_lower, "rows": rows, "until": until, "hold": hold.reason}


def _needed_lines(own: Shares, plan: RemovalPlan, now: datetime) -> Iterator[KeptLine]:
    """List the person's own rows that stay because a row that is kept or on hold cannot do without them."""
    groups: dict[tuple[type[Model], type[Model], Stay], list[tuple[Any, Any]]] = {}
    for model, key in shares.staying(own.alone, plan, Stay.HELD, Stay.KEPT):
        why, by = plan.stays[model, key]
        while plan.stays[by][1] != by:
            by = plan.stays[by][1]
        groups.setdefault((model, by[0], why), []).append((key, by[1]))
    for (model, needing, why), pairs in groups.items():
        data = declarations.personal_data(needing)
        rows = needing._base_manager.filter(pk__in=[by for _key, by in pairs])
        hold = rows_on_hold.longest_hold(rows, data, now) if why == Stay.HELD else None
        if hold is not None:
            yield _until_hold_ends(model, len(pairs), hold)
            continue
        end = personal_rows.kept_until(PersonalRows(data=data, rows=rows))
        yield {
            "model": model._meta.label_lower,
            "rows": len(pairs),
            "until": end.isoformat() if end else None,
            "for": needing._meta.label_lower,
        }
