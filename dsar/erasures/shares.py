"""What of a person's rows is theirs alone, and what they share with others."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Model, Q

from dsar.cases.models import Contact
from dsar.cases.told import ToldAddress
from dsar.people import personal_rows
from dsar.people.models import SameAddress
from dsar.people.personal_rows import PersonalRows
from privacy.addresses.normal import lookup_form
from privacy.inventory import entries, people
from privacy.inventory.declarations import Delete, PersonalData
from privacy.inventory.people import Who
from privacy.retention.removal.enums import Stay
from privacy.retention.removal.queries import Clearing, Removal, RemovalPlan, Row
from privacy.retention.rows_on_hold import keys_on_hold

# By these the person is found and told: they go with the last letter.
_LAST = (Contact, ToldAddress, SameAddress)
Masks = dict[tuple[type[Model], tuple[str, ...]], list[Any]]


@dataclass(kw_only=True)
class Shares:
    """``alone``: rows that are nobody else's. ``masks``: the fields that are emptied in rows that others have too.

    What a legal hold keeps is in neither, but in ``held`` and ``held_masks``, for when it ends. ``others``: somebody
    else's rows that lead to the person and that nothing is emptied in.
    """

    alone: dict[type[Model], list[Any]] = field(default_factory=dict)
    held: dict[type[Model], list[Any]] = field(default_factory=dict)
    masks: Masks = field(default_factory=lambda: defaultdict(list))
    held_masks: Masks = field(default_factory=lambda: defaultdict(list))
    others: dict[type[Model], set[Any]] = field(default_factory=dict)


def shares_of(address: Who, now: datetime) -> Shares:
    """Divide everything about a person that an erasure does not keep, without the addresses of requests."""
    shares = Shares()
    for group in personal_rows.with_rows(personal_rows.rows_by_model(address)):
        if group.data.model in _LAST:
            continue
        if isinstance(group.data.erasure, Delete):
            _divide(shares, group, address, now)
        elif not all(subject.is_owner for subject in people.subjects_of(group.data)):
            every, owned = _keys(group, address)
            shares.others[group.data.model] = every.difference(owned)
    return shares


def _keys(group: PersonalRows, address: Who) -> tuple[set[Any], list[Any]]:
    """Return the keys of the rows that lead to a person, and of those that are theirs, alone or with others."""
    own = people.rows_about(group.data, address, only_owned=True).values("pk")
    is_own = ExpressionWrapper(Q(pk__in=own), output_field=BooleanField())
    keys = dict(group.rows.annotate(_is_own=is_own).values_list("pk", "_is_own"))
    return {*keys}, [key for key, is_theirs in keys.items() if is_theirs]


def _divide(shares: Shares, group: PersonalRows, address: Who, now: datetime) -> None:
    data = group.data
    found, owned = _keys(group, address)
    shared = _with_others(data, owned, address) if owned and people.may_have_several_owners(data) else set()
    alone = [key for key in owned if key not in shared]
    clearing: dict[tuple[str, ...], set[Any]] = defaultdict(set)
    for subject in people.subjects_of(data):
        if subject.clears and (shared or not subject.is_owner):
            keys = {*people.about(data, address, subject).values_list("pk", flat=True)} - {*alone}
            clearing[subject.clears] |= keys & shared if subject.is_owner else keys
    held = keys_on_hold(data, {*alone}.union(*clearing.values()), now)
    for target, is_held in ((shares.alone, False), (shares.held, True)):
        if some := [key for key in alone if (key in held) is is_held]:
            target[data.model] = some
    for fields, every in clearing.items():
        for masks, keys in ((shares.masks, every - held), (shares.held_masks, every & held)):
            if keys:
                masks[data.model, fields] += sorted(keys, key=str)
    shares.others[data.model] = found.difference(alone, *clearing.values())


def _with_others(data: PersonalData, keys: Collection[Any], address: Who) -> set[Any]:
    own = {lookup_form(one) for one in people.each(address)}
    owners = people.addresses_of(data, keys, of=people.is_owner)
    return {key for key, addresses in owners.items() if addresses - own}


def removal(shares: Shares, address: Who, now: datetime) -> RemovalPlan:
    """Plan the deletion of what is the person's alone, and the masking of what stays for others."""
    plan = Removal(
        seeds=shares.alone,
        held=lambda data, keys: keys_on_hold(data, keys, now),
        whose=frozenset(lookup_form(one) for one in people.each(address)),
    ).plan()
    clears = clearings(shares.masks, address)
    return RemovalPlan(
        deletes=plan.deletes, clears=[*clears, *plan.clears, *stubs(shares.alone, plan)], stays=plan.stays
    )


def clearings(masks: Masks, address: Who) -> list[Clearing]:
    """Return what is emptied in rows that others have too; of a column that names others too, the person's entries."""
    return [
        Clearing(
            model=model, fields=fields, keys=keys, of=entries.names_of(address) if _are_shared(model, fields) else ()
        )
        for (model, fields), keys in masks.items()
    ]


def _are_shared(model: type[Model], fields: Collection[str]) -> bool:
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    return any(entries.may_be_several_peoples(model, column) for column in columns)


def stubs(rows: Mapping[type[Model], Collection[Any]], plan: RemovalPlan) -> list[Clearing]:
    """Empty the rows that only stay because a row of somebody else points at them."""
    groups: dict[type[Model], list[Any]] = defaultdict(list)
    for model, key in staying(rows, plan, Stay.SHARED, Stay.NEEDED):
        groups[model].append(key)
    return [Clearing(model=model, fields=own_fields(model), keys=keys) for model, keys in groups.items()]


def staying(rows: Mapping[type[Model], Collection[Any]], plan: RemovalPlan, *reasons: Stay) -> list[Row]:
    """Return those of these rows that stay for one of these reasons."""
    return [
        (model, key)
        for model, keys in rows.items()
        for key in keys
        if (model, key) in plan.stays and plan.stays[model, key][0] in reasons
    ]


def own_fields(model: type[Model]) -> tuple[str, ...]:
    """Return what a row says about its person and can be emptied, the keys that lead to them among it."""
    data = next(data for data in people.searchable() if data.model is model)
    keys = {subject.lookup.partition("__")[0] for subject in people.subjects_of(data) if subject.is_owner}
    names = [*data.fields, *sorted(keys & {*data.internal})]
    return tuple(name for name in names if people.is_clearable(data, name))
