"""The code half of the register: what personal data each model holds, declared beside the models.

Every app calls ``declare`` or ``exempt`` for each of its models; ``inventory.django_models`` does it for Django's, the
site for those of third parties. Export, erasure, retention, the
processing record and the system check ``privacy.E001`` all walk what is declared here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from privacy.inventory.enums import KeepReason, NotPersonal, Origin
from privacy.registry import NotRegistered, Registry

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class PersonalField:
    """One field that says something about a person.

    ``in_copy``: part of the access copy (Art. 15). Portable (Art. 20) is what is in the copy and was
    provided or observed (LAW D-27).
    """

    origin: Origin
    title: Text
    in_copy: bool = True

    @property
    def is_portable(self) -> bool:
        return self.in_copy and self.origin is not Origin.INFERRED


def provided(title: Text) -> PersonalField:
    """Declare a field that the person filled in."""
    return PersonalField(origin=Origin.PROVIDED, title=title)


def observed(title: Text) -> PersonalField:
    """Declare a field that the system recorded about what the person did."""
    return PersonalField(origin=Origin.OBSERVED, title=title)


def inferred(title: Text) -> PersonalField:
    """Declare a field that we concluded; it goes into the access copy, not into the portable one."""
    return PersonalField(origin=Origin.INFERRED, title=title)


@dataclass(frozen=True, kw_only=True)
class Delete:
    """Erasure removes the row. The default."""


@dataclass(frozen=True, kw_only=True)
class Keep:
    """Erasure leaves the row, for a named reason, until its retention rule ends it (LAW D-37)."""

    reason: KeepReason


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Another rule that ends some rows of a model: those that ``when`` selects, counted from ``start``."""

    rule: str
    start: str | Combinable
    when: Q


@dataclass(frozen=True, kw_only=True)
class Anonymise:
    """How a row outlives its person: ``clear`` empties, ``to_month`` leaves the first of the month of a time.

    ``stays`` says in words what is left. Used only where the register's rule says so, with its reason.
    """

    clear: tuple[str, ...]
    to_month: tuple[str, ...] = ()
    stays: Text


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Which rule of the register ends a row.

    The row holds its own end in ``until`` (set by the operation that starts the clock); or, for models
    that are not ours, the rule's period counts from the time in ``since``. ``is_by_hand``: staff end these rows
    (their own accounts), the engine never does.

    ``start`` is the field (or expression) whose time started the clock of a row that holds its own end; empty while it
    has not started. From it ends are worked out again when the rule's period changes. ``others`` are the rules of rows
    that end differently.
    """

    rule: str
    until: str = "retain_until"
    since: str | None = None
    start: str | Combinable | None = None
    others: tuple[Clock, ...] = ()
    anonymise: Anonymise | None = None
    is_by_hand: bool = False

    def rules(self) -> tuple[str, ...]:
        return (self.rule, *(clock.rule for clock in self.others))


@dataclass(frozen=True, kw_only=True)
class InBrowser:
    """How the person's own browser leads to rows that no address leads to (LAW D-10).

    ``find(request, now)`` returns the keys of the rows that this browser proves to be its own, by something that only
    it and we could have made; ``forget(request, response)`` takes that away from the browser when the rows are erased.
    """

    find: Callable[[HttpRequest, datetime], Collection[Any]]
    forget: Callable[[HttpRequest, HttpResponse], None]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """What one model holds about a person.

    ``subject`` is the lookup that leads from the model to the person's normalised address, such as
    ``"email"`` or ``"subscription__email"``; None where nobody can be found by address, and then
    ``unlinkable`` says in words how else (LAW D-10). ``restrict(rows, now)`` stops what is done with rows that somebody
    asked to have erased and that must stay for the time being; None where nothing is done with them but keeping.
    """

    model: type[Model]
    title: Text
    purpose: str
    subject: str | None
    retention: Retention
    fields: Mapping[str, PersonalField]
    internal: Mapping[str, NotPersonal] = field(default_factory=dict)
    erasure: Delete | Keep = field(default_factory=Delete)
    unlinkable: Text = ""
    in_browser: InBrowser | None = None
    restrict: "Callable[[QuerySet[Any], datetime], None] | None" = None

    def names(self) -> set[str]:
        return {*self.fields, *self.internal}


# A model is declared or exempt, never both.
models: Registry[type[Model], PersonalData | NotPersonal] = Registry(
    "declaration of the model", order=lambda model, _data: model._meta.label
)


def declare(data: PersonalData) -> None:
    """Add a model that holds personal data to the register."""
    if data.subject is None and not data.unlinkable:
        msg = f"{data.model.__name__}: say how a person can be found, or why not"
        raise ValueError(msg)
    models.add(data.model, data)


def exempt(model: type[Model], reason: NotPersonal) -> None:
    """State that a whole model holds no personal data, with a reason from the closed list."""
    models.add(model, reason)


def is_declared(model: type[Model]) -> bool:
    """Tell whether somebody has said of a model what it holds."""
    return model in models


def all_personal() -> Iterator[PersonalData]:
    """Yield every declared model, in a stable order."""
    yield from (data for data in models.values() if isinstance(data, PersonalData))


def title_of(label: str) -> str:
    """Return what people call the rows of a model, by its label in lower case; the label where nobody declared it."""
    return next((str(data.title) for data in all_personal() if data.model._meta.label_lower == label), label)


def personal_data(model: type[Model]) -> PersonalData:
    """Return the declaration of one model; KeyError if there is none."""
    data = models[model]
    if not isinstance(data, PersonalData):
        raise NotRegistered(f"{model._meta.label} is exempt from the register ({data}).")
    return data


def all_exempt(reason: NotPersonal) -> list[type[Model]]:
    """Return the models that are exempt for one reason, in a stable order."""
    return [model for model, data in models.items() if data == reason]


def erasure_of(model: object) -> object:
    """Return what an erasure does to a model's rows; None where it holds nothing about a person."""
    return next((data.erasure for data in all_personal() if data.model is model), None)


def undeclared_fields(model: type[Model]) -> set[str]:
    """Return the concrete fields of a model that are neither declared nor exempt."""
    data = models.get(model)
    if isinstance(data, NotPersonal):
        return set()
    names = {one.name for one in model._meta.get_fields() if getattr(one, "column", None) or one.many_to_many}
    names -= {one.name for one in model._meta.get_fields() if one.auto_created and not one.concrete}
    return names - data.names() if data is not None else names


def declared_but_absent(model: type[Model]) -> set[str]:
    """Return the declared names that the model does not have: a rename that was forgotten here."""
    data = models.get(model)
    if not isinstance(data, PersonalData):
        return set()
    return data.names() - {field.name for field in model._meta.get_fields()}
