"""Declarations of the personal data in each model, beside the models.

Every app calls ``declare`` or ``exempt`` for each of its models, or has ``personal`` beside the model;
``inventory.django_models`` does it for Django's, the site for those of third parties. Export, erasure, retention, the
processing record and the system check ``privacy.E001`` all walk what is declared here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from privacy.inventory.enums import KeepReason, NotPersonal, Origin, StopCause
from privacy.inventory.subjects import Subject
from privacy.registry import NotRegistered, RegistrationError, Registry

ModelClass = TypeVar("ModelClass", bound=type[Model])
Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class PersonalField:
    """A field with personal data.

    ``in_copy``: part of the access copy (Art. 15). Fields of the copy that were provided or observed are also portable
    (Art. 20, LAW D-27). ``words`` puts a code that is no choice of the field into words (LAW D-14); ``read_as`` does so
    where people read, and files for machines keep the code.
    """

    origin: Origin
    title: Text
    in_copy: bool = True
    words: Callable[[str], str] | None = None
    read_as: Callable[[str], str] | None = None

    @property
    def is_portable(self) -> bool:
        return self.in_copy and self.origin is not Origin.INFERRED


def in_words(read_as: Callable[[str], str], value: Any) -> Any:
    """Return a value with each of its codes in words; other values as they are."""
    if isinstance(value, list):
        return [in_words(read_as, part) for part in value]
    return read_as(value) if isinstance(value, str) and value else value


def provided(title: Text, *, read_as: Callable[[str], str] | None = None) -> PersonalField:
    """Declare a field that the person filled in."""
    return PersonalField(origin=Origin.PROVIDED, title=title, read_as=read_as)


def observed(
    title: Text, *, words: Callable[[str], str] | None = None, read_as: Callable[[str], str] | None = None
) -> PersonalField:
    """Declare a field that the system recorded about the person's actions."""
    return PersonalField(origin=Origin.OBSERVED, title=title, words=words, read_as=read_as)


def inferred(title: Text) -> PersonalField:
    """Declare a field that we concluded; it is in the access copy, but not in the portable copy."""
    return PersonalField(origin=Origin.INFERRED, title=title)


@dataclass(frozen=True, kw_only=True)
class Delete:
    """Erasure removes the row. The default."""


@dataclass(frozen=True, kw_only=True)
class Keep:
    """Erasure keeps the row for a named reason, until the row's retention rule ends it (LAW D-37)."""

    reason: KeepReason


@dataclass(frozen=True, kw_only=True)
class Clock:
    """An additional retention rule for the rows that ``when`` selects, counted from ``start``."""

    rule: str
    start: str | Combinable
    when: Q


@dataclass(frozen=True, kw_only=True)
class Anonymise:
    """How a row is anonymised: ``clear`` names fields to empty, ``to_month`` times to round down to the month.

    ``stays`` describes the rest in words. Applied only where the retention rule says so and gives a reason.
    """

    clear: tuple[str, ...]
    to_month: tuple[str, ...] = ()
    stays: Text


@dataclass(frozen=True, kw_only=True)
class Retention:
    """The retention rule that ends the rows of a model.

    Each row stores its own end in ``until``, set by the operation that starts the period. For models that are not ours,
    the period counts from the time in ``since`` instead. ``start`` is the field or expression with the start of a
    stored period, empty before it starts; ends are computed again from it when the rule's period changes. ``others``
    are rules for rows that end differently. ``is_by_hand``: these rows (accounts of staff) are deleted by staff, never
    by the retention engine. ``waits_for_requests`` is False for rows made from other rows to answer a request: an open
    request does not hold back their deletion.
    """

    rule: str
    until: str = "retain_until"
    since: str | None = None
    start: str | Combinable | None = None
    others: tuple[Clock, ...] = ()
    anonymise: Anonymise | None = None
    is_by_hand: bool = False
    waits_for_requests: bool = True

    def rules(self) -> tuple[str, ...]:
        return (self.rule, *(clock.rule for clock in self.others))


@dataclass(frozen=True, kw_only=True)
class InBrowser:
    """Access by the person's browser to rows that cannot be found by address (LAW D-10).

    ``find(request, now)`` returns the keys of the rows that this browser proves to be its own, with a proof that only
    it and we could have made. ``forget(request, response)`` removes that proof when the rows are erased.
    """

    find: Callable[[HttpRequest, datetime], Collection[Any]]
    forget: Callable[[HttpRequest, HttpResponse], None]


@dataclass(frozen=True, kw_only=True)
class StopUse:
    """How the use of a person's rows ends at once, after the requests in ``causes``.

    ``carry_out(rows, cause, now)`` ends the use in the caller's transaction and returns the number of rows that it
    ended. ``count_used_after(rows, at)`` counts the uses after ``at``, past and present, that rest on nothing newer.
    """

    causes: frozenset[StopCause]
    carry_out: "Callable[[QuerySet[Any], StopCause, datetime], int]"
    count_used_after: "Callable[[QuerySet[Any], datetime], int]"


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """The personal data in a model.

    ``subject`` is the lookup from the model to the address of the person whose the row is, such as ``"email"`` or
    ``"subscription__email"``; ``subjects`` declares several people instead. None of both if rows cannot be found by
    address, and then ``unlinkable`` explains how they can be (LAW D-10).

    ``part_of`` names foreign keys, or generic ones, to rows of which these are a part: they are whose those are, and
    end with them. ``ends_with`` names keys to rows with which these end whosever they are. ``replacements`` are values
    for fields that are masked; without one a field is emptied.

    ``restrict(rows, now)`` stops the use of rows that must be kept although the person asked for erasure;
    None if they are only stored. ``release(rows, times)`` takes back what ``restrict`` did at these times; None where
    it ends the use for good. ``waits`` selects the rows that somebody waits for an answer to. ``stop`` ends the use
    that a person can end at any time; None if there is none.
    """

    model: type[Model]
    title: Text
    purpose: str
    subject: str | None = None
    subjects: tuple[Subject, ...] = ()
    part_of: tuple[str, ...] = ()
    ends_with: tuple[str, ...] = ()
    replacements: Mapping[str, Any] = field(default_factory=dict)
    retention: Retention
    fields: Mapping[str, PersonalField]
    internal: Mapping[str, NotPersonal] = field(default_factory=dict)
    erasure: Delete | Keep = field(default_factory=Delete)
    unlinkable: Text = ""
    in_browser: InBrowser | None = None
    restrict: "Callable[[QuerySet[Any], datetime], None] | None" = None
    release: "Callable[[QuerySet[Any], Collection[datetime]], None] | None" = None
    waits: Q | None = None
    stop: StopUse | None = None

    def stops_at(self, cause: StopCause) -> bool:
        """Tell whether the use of the rows ends at once for this cause."""
        return self.stop is not None and cause in self.stop.causes

    def names(self) -> set[str]:
        return {*self.fields, *self.internal}

    @property
    def own_subjects(self) -> tuple[Subject, ...]:
        """The people that the declaration itself names, without those of rows that these are a part of."""
        return (*((Subject(path=self.subject),) if self.subject is not None else ()), *self.subjects)

    @property
    def is_linkable(self) -> bool:
        """Tell whether an address leads to rows of the model."""
        return bool(self.own_subjects or self.part_of)


# A model is declared or exempt, never both.
models: Registry[type[Model], PersonalData | NotPersonal] = Registry(
    "declaration of the model", order=lambda model, _data: model._meta.label
)


activities_of_models: dict[type[Model], str] = {}
# What contradicts an earlier declaration: a system check names it, and the earlier one counts meanwhile.
contradictions: Registry[str, type[Model]] = Registry("contradiction of a declaration")


def declare(data: PersonalData) -> None:
    """Register a model with personal data. Raises ``ValueError`` if nothing explains how to find a person's rows."""
    if not data.is_linkable and not data.unlinkable:
        msg = f"{data.model.__name__}: say how a person can be found, or why not"
        raise ValueError(msg)
    _register(data.model, data)


def personal(**declaration: Any) -> Callable[[ModelClass], ModelClass]:
    """Return a decorator that declares a model where it is written: ``@personal(title=…, purpose=…, …)``."""

    def decorate(model: ModelClass) -> ModelClass:
        declare(PersonalData(model=model, **declaration))
        return model

    return decorate


def _register(model: type[Model], data: "PersonalData | NotPersonal") -> None:
    try:
        models.add(model, data)
    except RegistrationError as contradiction:
        contradictions.add(str(contradiction), model)


def exempt(model: type[Model], reason: NotPersonal, *, activity: str = "") -> None:
    """Declare that a whole model holds no personal data, for one of the listed reasons.

    Counts and evidence come of something that people do: ``activity`` is the key of its declaration.
    """
    _register(model, reason)
    if activity:
        activities_of_models[model] = activity


def is_declared(model: type[Model]) -> bool:
    """Tell whether somebody has said of a model what it holds."""
    return model in models


def all_personal() -> Iterator[PersonalData]:
    """Yield the declarations of all models with personal data, ordered by label."""
    yield from (data for data in models.values() if isinstance(data, PersonalData))


def title_of(label: str) -> str:
    """Return the title of a model by its label in lower case; its own name if it is not declared."""
    data = models.get(apps.get_model(label))
    return str(data.title if isinstance(data, PersonalData) else apps.get_model(label)._meta.verbose_name_plural)


def field_title_of(label: str, name: str) -> str:
    """Return the title of a field of a model; its own name if it is not declared."""
    data, own = models.get(apps.get_model(label)), apps.get_model(label)._meta.get_field(name)
    fields = data.fields if isinstance(data, PersonalData) else {}
    return str(fields[name].title if name in fields else getattr(own, "verbose_name", name))


def read_as_of(model: type[Model], name: str) -> Callable[[str], str] | None:
    """Return what puts the codes of a field into words, or None."""
    data = models.get(model)
    declared = data.fields.get(name) if isinstance(data, PersonalData) else None
    return declared.read_as if declared else None


def personal_data(model: type[Model]) -> PersonalData:
    """Return the declaration of a model. Raises ``NotRegistered``, a ``KeyError``, if it has none."""
    data = models[model]
    if not isinstance(data, PersonalData):
        raise NotRegistered(f"{model._meta.label} is exempt from the register ({data}).")
    return data


def all_exempt(reason: NotPersonal) -> list[type[Model]]:
    """Return the models that are exempt for this reason, ordered by label."""
    return [model for model, data in models.items() if data == reason]


def erasure_of(model: object) -> object:
    """Return ``Delete`` or ``Keep`` for a model's rows; None if the model holds no personal data."""
    return next((data.erasure for data in all_personal() if data.model is model), None)


def undeclared_fields(model: type[Model]) -> set[str]:
    """Return the concrete fields of a model that are neither declared nor exempt."""
    data = models.get(model)
    if isinstance(data, NotPersonal):
        return set()
    names = {
        field.name
        for field in model._meta.get_fields()
        if (getattr(field, "column", None) or field.many_to_many) and not (field.auto_created and not field.concrete)
    }
    return names - data.names() if data is not None else names


def declared_but_absent(model: type[Model]) -> set[str]:
    """Return the declared names that are no fields of the model, as after a rename."""
    data = models.get(model)
    if not isinstance(data, PersonalData):
        return set()
    return data.names() - {field.name for field in model._meta.get_fields()}


def all_undeclared() -> list[str]:
    """Return every field of our database that is neither declared nor exempt, as ``app.model.field``."""
    managed = (model for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
    return sorted(f"{model._meta.label_lower}.{name}" for model in managed for name in undeclared_fields(model))
