"""What is held about a person: the register walked, model by model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Model, Q, QuerySet
from django.db.models.functions import Lower, Trim
from django.http import HttpRequest

from privacy.inventory import declarations
from privacy.inventory.declarations import Delete, Keep, PersonalData, title_of
from privacy.inventory.subjects import normalise_address
from privacy.retention.models import LegalHold, RetentionRule
from privacy.retention.rows_on_hold import all_on_hold, exclude_on_hold, holds_on, longest_hold


@dataclass(frozen=True, kw_only=True)
class Held:
    """The rows of one declared model that are about one person."""

    data: PersonalData
    rows: QuerySet[Model]

    @property
    def label(self) -> str:
        return self.data.model._meta.label_lower


def about(address: str) -> Iterator[Held]:
    """Yield every model that can be searched by address, with the person's rows, found or not."""
    for data in declarations.all_personal():
        if data.subject is not None:
            yield Held(data=data, rows=rows(data, normalise_address(address)))


def unreachable() -> Iterator[tuple[str, int]]:
    """Yield each model with rows whose own address is in no form that a request could find, and how many.

    Accounts of staff are made by hand, in whatever case somebody typed.
    """
    for data in declarations.all_personal():
        if data.subject is None or "__" in data.subject or data.retention.is_by_hand:
            continue
        normal = Lower(Trim(F(data.subject)))
        lost = data.model._base_manager.annotate(normal=normal).exclude(~Q(normal=""), normal=F(data.subject)).count()
        if lost:
            yield title_of(data.model._meta.label_lower), lost


def in_browser(request: HttpRequest, now: datetime) -> Iterator[Held]:
    """Yield what this browser itself leads to, where no address does (LAW D-10)."""
    for data in declarations.all_personal():
        if data.in_browser and (keys := data.in_browser.find(request, now)):
            yield Held(data=data, rows=data.model._base_manager.filter(pk__in=keys).order_by("pk"))


def rows(data: PersonalData, address: str) -> QuerySet[Model]:
    """Return a person's rows in one model, each once, also those that a default manager would hide."""
    everything = data.model._base_manager.all()
    return everything.filter(pk__in=everything.filter(**{f"{data.subject}": address}).values("pk")).order_by("pk")


@dataclass(frozen=True, kw_only=True)
class Count:
    """How much of one model is held about a person."""

    data: PersonalData
    rows: int

    @property
    def is_kept(self) -> bool:
        return isinstance(self.data.erasure, Keep)


def counts(address: str) -> list[Count]:
    """Return how many rows of each model are about a person, leaving out models with none."""
    found = [Count(data=held.data, rows=held.rows.count()) for held in about(address)]
    return [one for one in found if one.rows]


def erasable(address: str, now: datetime) -> Iterator[Held]:
    """Yield what an erasure removes: not what is on legal hold."""
    for held in about(address):
        if isinstance(held.data.erasure, Delete):
            yield Held(data=held.data, rows=exclude_on_hold(held.rows, held.data, now))


def on_hold(address: str, now: datetime) -> Iterator[tuple[Held, LegalHold]]:
    """Yield what would be erased and stays because of a legal hold, with the hold that lasts longest (LAW D-37)."""
    return held_back(about(address), now)


def held_back(found: Iterable[Held], now: datetime) -> Iterator[tuple[Held, LegalHold]]:
    """Yield which of these rows stay because of a legal hold, with the hold that lasts longest."""
    for held in found:
        if isinstance(held.data.erasure, Delete):
            rows = rows_on_hold(held, now)
            if rows and (hold := longest_hold(rows, held.data, now)):
                yield Held(data=held.data, rows=rows), hold


def rows_on_hold(held: Held, now: datetime) -> QuerySet[Model]:
    """Return which of these rows a legal hold keeps."""
    return held.rows.filter(pk__in=all_on_hold(held.data, now).values("pk"))


def keeping(found: Iterable[Held], now: datetime) -> set[LegalHold]:
    """Return the legal holds that keep any of these rows."""
    return {hold for held in found for hold in holds_on(held.rows, held.data, now)}


def is_on_hold(row: Model, now: datetime) -> bool:
    """Tell whether a legal hold keeps one row."""
    return all_on_hold(declarations.personal_data(type(row)), now).filter(pk=row.pk).exists()


def kept(address: str) -> Iterator[Held]:
    """Yield what an erasure leaves, for the declared reason."""
    return (held for held in about(address) if isinstance(held.data.erasure, Keep))


def kept_until(held: Held) -> date | None:
    """Return when the last of the kept rows ends; None while its clock has not started."""
    retention = held.data.retention
    if retention.is_by_hand:
        return None
    last: datetime | None = held.rows.aggregate(last=Max(retention.since or retention.until))["last"]
    if last is None or retention.since is None:
        return last.date() if last else None
    rule = RetentionRule.objects.get(key=retention.rule)
    return rule.length.end(last).date()
