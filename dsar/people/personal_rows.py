"""Find the rows about a person in every declared model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Max, Model, QuerySet, Value
from django.http import HttpRequest

from dsar.people.reading import FAILURES, reading
from privacy.addresses.model_fields import AddressField
from privacy.addresses.normal import lookup_form
from privacy.inventory import declarations, people
from privacy.inventory.declarations import Delete, Keep, PersonalData
from privacy.inventory.people import Who
from privacy.retention import rows_on_hold as legal_holds
from privacy.retention.models import LegalHold, RetentionRule
from privacy.retention.rows_on_hold import all_on_hold, exclude_on_hold, longest_hold

_OF_REQUESTS = "requests"  # the purpose of what a request brings
_PLAIN = r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9.-]+$"


@dataclass(frozen=True, kw_only=True)
class PersonalRows:
    """The rows of a declared model that are about one person."""

    data: PersonalData
    rows: QuerySet[Model]
    address: Who = ""

    @property
    def label(self) -> str:
        return self.data.model._meta.label_lower


def rows_by_model(address: Who) -> Iterator[PersonalRows]:
    """Yield the person's rows in each model that can be searched by address, also where there are none.

    Theirs, those that they take part in and those that mention them. Every spelling of an address finds the same rows.
    """
    for data in people.searchable():
        yield PersonalRows(data=data, rows=rows_in_model(data, address), address=address)


def owned_by_model(address: Who) -> Iterator[PersonalRows]:
    """Yield the rows that are the person's, alone or with others: what they may end, restrict and have erased."""
    for data in people.searchable():
        rows = people.rows_about(data, address, only_owned=True)
        yield PersonalRows(data=data, rows=rows, address=address)


def faulty() -> list[tuple[str, str]]:
    """Return the models that nobody is found in because their declaration is wrong, with what is wrong."""
    return [(data.model._meta.label, fault) for data in declarations.all_personal() for fault in people.faults(data)]


def unreachable() -> Iterator[tuple[str, int]]:
    """Yield the label and the number of rows of each model whose stored addresses no request can match."""
    for data in people.searchable():
        for subject in data.own_subjects:
            if "__" not in subject.path and not subject.is_within and (lost := _lost(data, subject.path)):
                yield data.model._meta.label_lower, lost


def _lost(data: PersonalData, column: str) -> int:
    # Nearly all addresses are plain, and the database alone can tell that those are in their normal form.
    others = data.model._base_manager.exclude(**{f"{column}__regex": _PLAIN}).exclude(**{f"{column}__isnull": True})
    if data.subject is None:
        others = others.exclude(**{column: ""})  # of a row with several people one may be missing
    is_strict = isinstance(data.model._meta.get_field(column), AddressField)
    return sum(_is_lost(address, is_strict) for (address,) in others.values_list(column).iterator())


def _is_lost(address: str, is_strict: bool) -> bool:
    # Columns that are not ours are compared without case.
    compared = address if is_strict else address.lower()
    # Somebody who is gone is looked for by nobody.
    return not address.startswith(people.ERASED) and (not address or lookup_form(address) != compared)


def browser_rows(request: HttpRequest, now: datetime) -> Iterator[PersonalRows]:
    """Yield the rows that this browser leads to and an address does not (LAW D-10)."""
    for data in declarations.all_personal():
        if data.in_browser and (keys := data.in_browser.find(request, now)):
            yield PersonalRows(data=data, rows=data.model._base_manager.filter(pk__in=keys).order_by("pk"))


def rows_in_model(data: PersonalData, address: Who) -> QuerySet[Model]:
    """Return a person's rows in one model without duplicates, including rows that a default manager would hide."""
    return people.rows_about(data, address)


@dataclass(frozen=True, kw_only=True)
class Count:
    """The number of rows of a model that are about a person."""

    data: PersonalData
    rows: int

    @property
    def is_kept(self) -> bool:
        return isinstance(self.data.erasure, Keep)


def counts(address: Who) -> list[Count]:
    """Return the number of rows about a person in each model that has any."""
    return [Count(data=group.data, rows=rows) for group, rows in counted(rows_by_model(address))]


def counted(groups: Iterable[PersonalRows]) -> list[tuple[PersonalRows, int]]:
    """Return the groups that have rows, with their number, in one statement."""
    asked = list(groups)
    numbers = [
        _at(place, group).annotate(_rows=CountOf("pk")).values_list("_place", "_rows")
        for place, group in enumerate(asked)
    ]
    found = dict(_in_one_statement(numbers))
    return [(group, found[place]) for place, group in enumerate(asked) if found.get(place)]


def with_rows(groups: Iterable[PersonalRows]) -> list[PersonalRows]:
    """Return the groups that have rows, in one statement."""
    asked = list(groups)
    places = [_at(place, group).values_list("_place")[:1] for place, group in enumerate(asked)]
    found = {place for (place,) in _in_one_statement(places)}
    return [group for place, group in enumerate(asked) if place in found]


def with_rows_named(groups: Iterable[PersonalRows]) -> list[PersonalRows]:
    """Return the groups that have rows; an error says of which kind of data it is. Raises ``SourceFailed``."""
    asked = list(groups)
    try:
        with transaction.atomic():
            return with_rows(asked)
    except FAILURES:
        # One statement for all does not say which of them cannot be read.
        return [group for group in asked if _has_rows(group)]


def _has_rows(group: PersonalRows) -> bool:
    with reading(group.label), transaction.atomic():
        return group.rows.exists()


def _at(place: int, group: PersonalRows) -> QuerySet[Model]:
    return group.rows.order_by().annotate(_place=Value(place)).values("_place")


def _in_one_statement(parts: Sequence[QuerySet[Any]]) -> Iterable[Any]:
    return parts[0].union(*parts[1:], all=True) if parts else ()


def is_unknown(address: Who) -> bool:
    """Tell whether nothing is held about a person but what their requests themselves brought."""
    return all(count.data.purpose == _OF_REQUESTS for count in counts(address))


def erasable(address: Who, now: datetime) -> Iterator[PersonalRows]:
    """Yield the rows that are the person's and not to be kept, without those on legal hold."""
    for group in owned_by_model(address):
        if isinstance(group.data.erasure, Delete):
            yield PersonalRows(data=group.data, rows=exclude_on_hold(group.rows, group.data, now))


def on_hold(groups: Iterable[PersonalRows], now: datetime) -> Iterator[tuple[PersonalRows, LegalHold]]:
    """Yield the rows that only a legal hold saves from erasure, with the hold that lasts longest (LAW D-37)."""
    if not LegalHold.objects.active(now).exists():
        return  # nearly always, and then no model need be searched
    for group in groups:
        if isinstance(group.data.erasure, Delete):
            rows = rows_on_hold(group, now)
            if rows and (hold := longest_hold(rows, group.data, now)):
                yield PersonalRows(data=group.data, rows=rows), hold


def rows_on_hold(group: PersonalRows, now: datetime) -> QuerySet[Model]:
    """Return the rows of a group that a legal hold keeps."""
    return group.rows.filter(pk__in=all_on_hold(group.data, now).values("pk"))


def holds_on(groups: Iterable[PersonalRows], now: datetime) -> set[LegalHold]:
    """Return the legal holds that keep any of these rows."""
    return {hold for group in groups for hold in legal_holds.holds_on(group.rows, group.data, now)}


def is_on_hold(row: Model, now: datetime) -> bool:
    """Tell whether a legal hold keeps a row."""
    return all_on_hold(declarations.personal_data(type(row)), now).filter(pk=row.pk).exists()


def kept(address: Who) -> Iterator[PersonalRows]:
    """Yield the rows that an erasure leaves for a declared reason."""
    return (group for group in owned_by_model(address) if isinstance(group.data.erasure, Keep))


def kept_until(group: PersonalRows) -> date | None:
    """Return the day when the last of the kept rows is due to be deleted, or None if its clock has not started."""
    retention = group.data.retention
    if retention.is_by_hand:
        return None
    last: datetime | None = group.rows.aggregate(last=Max(retention.since or retention.until))["last"]
    if last is None or retention.since is None:
        return last.date() if last else None
    rule = RetentionRule.objects.filter(key=retention.rule).first()
    return rule.length.end(last).date() if rule else None
