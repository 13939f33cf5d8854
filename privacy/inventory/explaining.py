"""What the declaration of a model means, in words for whoever writes it: ways to people, copy, erasure, warnings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import EmailField, Field, GenericIPAddressField, Model, Q

from privacy.inventory import declarations, entries, people
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.enums import NotPersonal
from privacy.inventory.links import Effect, Link, Links
from privacy.inventory.subjects import Subject

_SOUNDS_PERSONAL = re.compile(
    r"(^|_)(e?mail|(first|last|full|sur|nick|user|given|family)?name|phone|mobile|tel|address|street|zip|postcode|birth"
    r"\w*|dob|age|gender|sex|ssn|ip|user_agent|avatar|photo|portrait|signature|iban|allergy|health|salary)(_|$)"
)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What is understood of a model, line by line under a heading each; ``warnings`` are what to look at again."""

    label: str
    title: str
    parts: dict[str, list[str]]
    warnings: list[str]


def explain(model: type[Model], links: Links) -> Explanation:
    """Return what the register knows of a model, and what it would do with a row of it."""
    data = declarations.models.get(model)
    if not isinstance(data, PersonalData):
        about = f"holds no personal data: {data.label}" if data is not None else "is not declared"
        # What is about the company has a name too.
        names = {*personal_names(model)} - ({"name"} if data == NotPersonal.REGISTER else set())
        warnings = [f"{name} sounds personal, and the table is nobody's" for name in sorted(names)]
        if data is None:
            warnings.append("nobody has said what it holds (manage.py explain_data --scaffold writes a first draft)")
        return Explanation(label=model._meta.label, title=about, parts={}, warnings=warnings)
    if wrong := people.faults(data):
        return Explanation(label=model._meta.label, title=str(data.title), parts={}, warnings=wrong)
    parts = {
        "people": list(_people(data)),
        "copy": list(_copy(data)),
        "erasure": list(_erasure(data, links)),
        "time": [_time(data)],
    }
    return Explanation(label=model._meta.label, title=str(data.title), parts=parts, warnings=list(_warnings(data)))


def personal_names(model: type[Model], among: Iterable[str] | None = None) -> list[str]:
    """Return the columns whose name or type sounds like something about a person."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if (among is None or field.name in among) and not field.is_relation and _sounds_personal(field)
    ]


def _sounds_personal(field: Field) -> bool:
    return isinstance(field, EmailField | GenericIPAddressField) or bool(_SOUNDS_PERSONAL.search(field.name))


def _people(data: PersonalData) -> Iterator[str]:
    for subject in people.subjects_of(data):
        within = ", somewhere in the text" if subject.is_within else ""
        when = f", where {subject.when}" if subject.when is not None else ""
        empty = ", which may be nobody" if _can_be_nobody(data, subject) else ""
        yield f"{subject.role.value} by {subject.lookup}{within}{when}{empty}"
    for key in people.generic_keys(data):
        yield f"whoever the row that {key.name} points at is about"
    if not data.is_linkable:
        yield f"nobody: {data.unlinkable}"


def _can_be_nobody(data: PersonalData, subject: Subject) -> bool:
    model: Any = data.model
    for name in subject.lookup.split("__"):
        try:
            field = model._meta.get_field("pk" if name == "pk" else name) if name != "pk" else model._meta.pk
        except (LookupError, AttributeError, ValueError):
            return False
        if getattr(field, "null", False):
            return True
        model = getattr(field, "related_model", None)
        if model is None:
            return False
    return False


def _copy(data: PersonalData) -> Iterator[str]:
    yield ", ".join(name for name, field in data.fields.items() if field.in_copy) or "nothing"
    for subject in people.subjects_of(data):
        if hidden := subject.hidden({*data.fields}):
            yield f"for {subject.lookup} without {', '.join(sorted(hidden))}"


def _erasure(data: PersonalData, links: Links) -> Iterator[str]:
    if isinstance(data.erasure, Keep):
        yield f"the row is kept: {data.erasure.reason.label}"
    elif not data.is_linkable:
        yield "no erasure finds it; it goes by time"
    elif people.may_have_several_owners(data):
        yield "the row goes with its last owner"
    else:
        yield "the row goes"
    for subject in people.subjects_of(data):
        if subject.clears:
            yield f"where it stays, {', '.join(subject.clears)} is emptied for {subject.lookup}"
            if shared := _named_by_several(data, subject):
                yield f"of {', '.join(shared)} only their own entries go while it names somebody else"
    for key in (*data.part_of, *data.ends_with):
        yield f"it goes with the row that {key} points at"
    for link in sorted(links.to(data.model), key=lambda link: link.child._meta.label):
        yield f"{link.child._meta.label} points at it by {link.field.name}: {_of_link(link)}"


def _named_by_several(data: PersonalData, subject: Subject) -> list[str]:
    fields: list[Any] = [data.model._meta.get_field(name) for name in subject.clears]
    return [field.name for field in fields if entries.may_be_several_peoples(data.model, field)]


def _of_link(link: Link) -> str:
    data = declarations.models.get(link.child)
    if link.effect == Effect.EMPTIES:
        return "the key is emptied"
    if isinstance(data, PersonalData) and isinstance(data.erasure, Keep):
        return "while that is kept, this stays too"
    if link.effect == Effect.REFUSES:
        return "this stays, emptied, unless that goes too"
    if people.ends_with(_linkable(link.child), link.field.name, _linkable(link.parent)):
        return "goes along"
    if link.is_nullable:
        return "goes along, and somebody else's stays with the key emptied"
    return "goes along, and for somebody else's this stays, emptied"


def _linkable(model: type[Model]) -> PersonalData | None:
    data = declarations.models.get(model)
    return data if isinstance(data, PersonalData) and data.is_linkable else None


def _time(data: PersonalData) -> str:
    start = data.retention.since or data.retention.start
    how = "by hand" if data.retention.is_by_hand else f"counted from {start}"
    return f"{' and '.join(data.retention.rules())}, {how}; purpose {data.purpose}"


def _warnings(data: PersonalData) -> Iterator[str]:
    subjects = people.subjects_of(data)
    owners = [subject for subject in subjects if subject.is_owner]
    if not data.is_linkable:
        for name in personal_names(data.model):
            yield f"{name} sounds personal, and no address leads to the table"
        return
    for name in personal_names(data.model, among=data.internal):
        yield f"{name} sounds personal and is in no copy"
    if not owners and not people.generic_keys(data):
        yield "no row has an owner: no erasure ever deletes one"
    # A row that one of its owners leads to for certain is found by that address.
    may_be_nobody = all(_can_be_nobody(data, subject) for subject in owners)
    for subject in owners:
        if may_be_nobody:
            yield f"{subject.lookup} can lead to nobody: such a row is found by no address"
        if len(owners) > 1 and not subject.clears and not isinstance(data.erasure, Keep):
            yield f"nothing is emptied for {subject.lookup} when the row stays for another owner"
    if count := _without_owner(data, owners):
        yield f"{count} rows have no owner now"


def _without_owner(data: PersonalData, owners: list[Subject]) -> int:
    if not owners or people.generic_keys(data):
        return 0
    everything = data.model._base_manager.all()
    named = reduce(or_, (Q(**{f"{subject.lookup}__contains": "@"}) & (subject.when or Q()) for subject in owners))
    return everything.count() - everything.filter(pk__in=everything.filter(named).values("pk")).count()
