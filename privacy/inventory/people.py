"""The people of rows, found as the declarations say: the rows of a person, and the people of a row."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import idna
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import (
    F,
    Field,
    ForeignKey,
    JSONField,
    ManyToOneRel,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast, Lower, Replace
from django.db.models.lookups import IRegex

from privacy.addresses.model_fields import WRITTEN, AddressField
from privacy.addresses.normal import lookup_form
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.links import can_hold_key
from privacy.inventory.subjects import Subject

# What a text says of addresses: in JSON, between commas, in a sentence, in a list of the database. A mailbox could have
# the signs #*/=?^`{|} too, and none does: they are what a text puts before it. An apostrophe may be either.
_ADDRESS = re.compile(r"[\w.!$%&'+~-]+@[\w-]+(?:\.[\w-]+)+")
_BEFORE = r"(^|[^[:alnum:]_.!$%&'+~@-])'*"
# Somebody's address, or all addresses of somebody who has several.
Who = str | tuple[str, ...]
ERASED = "erased-"  # begins what stands for the address of somebody who is gone


def subjects_of(data: PersonalData) -> tuple[Subject, ...]:
    """Return the people of a model's rows, those of the rows that these are a part of among them.

    Without those that a generic key leads to, which no single lookup reaches.
    """
    return tuple(_subjects(data, frozenset()))


def _subjects(data: PersonalData, above: frozenset[type[Model]]) -> Iterator[Subject]:
    yield from (_with_way_emptied(data, subject) for subject in data.own_subjects)
    for key in data.part_of:
        parent = _parent(data, key)
        if parent is not None and parent.model not in above:
            yield from (found.seen_from(key) for found in _subjects(parent, above | {data.model}))


def _with_way_emptied(data: PersonalData, subject: Subject) -> Subject:
    """Return a way to a person that is emptied too where the row stays: an erased person is found by nothing."""
    known = data.names() - {*subject.clears}
    own = [name for name in _own_way(data, subject) if name in known and is_clearable(data, name)]
    return replace(subject, clears=(*subject.clears, *own)) if own else subject


def _own_way(data: PersonalData, subject: Subject) -> tuple[str, ...]:
    """Return what of a row leads to a person and to nothing else: a column with the address, or a key to their own row.

    A key to what somebody else's row is about, as an answer's to its question, is no such thing.
    """
    begin, _sep, rest = subject.lookup.partition(LOOKUP_SEP)
    if subject.is_within:
        return ()
    if not rest:
        return (begin, f"{begin}{WRITTEN}")
    parent = _parent(data, begin) if subject.is_owner else None
    owners = () if parent is None or LOOKUP_SEP in rest else parent.own_subjects
    return (begin,) if any(one.is_owner and one.lookup == rest for one in owners) else ()


def _parent(data: PersonalData, key: str) -> PersonalData | None:
    """Return the declaration of the model that a key of this one points at; None for a generic key."""
    field = _field(data.model, key)
    related = field.related_model if isinstance(field, ForeignKey) else None
    declared = declarations.models.get(related) if isinstance(related, type) else None
    return declared if isinstance(declared, PersonalData) else None


def generic_keys(data: PersonalData) -> list[GenericForeignKey]:
    """Return the generic keys to rows of which a model's rows are a part."""
    keys = (_field(data.model, key) for key in data.part_of)
    return [key for key in keys if isinstance(key, GenericForeignKey)]


def named_rows(data: PersonalData) -> Iterator[tuple[str, PersonalData]]:
    """Yield each key of a model that leads to rows whose people its own rows name, with the declaration of those."""
    for parent in searchable():
        for name in dict.fromkeys(subject.lookup.partition(LOOKUP_SEP)[0] for subject in subjects_of(parent)):
            relation = _field(parent.model, name)
            if isinstance(relation, ManyToOneRel) and relation.related_model is data.model:
                yield relation.field.name, parent


def _field(model: type[Model], name: str) -> object:
    private = {field.name: field for field in model._meta.private_fields}
    try:
        return private.get(name) or model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def each(who: Who) -> tuple[str, ...]:
    """Return the addresses of somebody."""
    return (who,) if isinstance(who, str) else who


def about(data: PersonalData, address: Who, subject: Subject) -> QuerySet[Model]:
    """Return the rows that one way leads to from a person's address, whatever its spelling."""
    rows = data.model._base_manager.filter(_condition(data, address, subject))
    return data.model._base_manager.filter(pk__in=rows.values("pk"))


def rows_about(data: PersonalData, address: Who, *, only_owned: bool = False) -> QuerySet[Model]:
    """Return a person's rows in one model without duplicates, those that a default manager would hide among them."""
    everything = data.model._base_manager.all()
    conditions = [
        Q(pk__in=everything.filter(_condition(data, address, subject)).values("pk"))
        for subject in subjects_of(data)
        if subject.is_owner or not only_owned
    ]
    conditions += [
        parts_of(key, lambda parent: rows_about(parent, address, only_owned=only_owned)) for key in generic_keys(data)
    ]
    return everything.filter(reduce(or_, conditions, Q(pk__in=[]))).order_by("pk")


def _condition(data: PersonalData, address: Who, subject: Subject) -> Q:
    forms = [form for one in each(address) for form in spellings(one)]
    if subject.is_within:
        found = reduce(or_, (Q(IRegex(_as_text(subject), _pattern(form))) for form in forms))
    elif isinstance(_column(data, subject), AddressField):
        found = reduce(or_, (Q(**{subject.lookup: spellings(one)[0]}) for one in each(address)))
    else:
        found = reduce(or_, (Q(**{f"{subject.lookup}__iexact": form}) for form in forms))
    return found if subject.when is None else found & subject.when


def spellings(address: str) -> list[str]:
    """Return an address in its normal form, and with the letters of its domain as people write them."""
    normal = lookup_form(address)
    local, _at, domain = normal.rpartition("@")
    try:
        return list(dict.fromkeys([normal, f"{local}@{idna.decode(domain)}" if "xn--" in domain else normal]))
    except (idna.IDNAError, UnicodeError):
        return [normal]


def parts_of(key: GenericForeignKey, rows_of: Callable[[PersonalData], QuerySet[Model]]) -> Q:
    """Return the condition that a generic key points at one of the rows that ``rows_of`` chooses of each model."""
    condition, column = Q(pk__in=[]), key.model._meta.get_field(key.fk_field)
    # Most models are pointed at by no row; each that is makes the query longer.
    used = {*key.model._base_manager.order_by().values_list(key.ct_field, flat=True).distinct()}
    for parent in searchable():
        kind = ContentType.objects.get_for_model(parent.model)
        if kind.pk in used and not generic_keys(parent) and can_hold_key(column, parent.model):
            ids = rows_of(parent).order_by().annotate(_key=Cast("pk", column)).values("_key")
            condition |= Q(**{key.ct_field: kind, f"{key.fk_field}__in": ids})
    return condition


def address_of_outer_row(data: PersonalData, subject: Subject) -> Any:
    """Return the address of a row as a subquery about that row compares it: as text, without case and quotes."""
    text = Lower(Cast(OuterRef(subject.lookup), TextField()))
    is_json = isinstance(_column(data, subject), JSONField)
    return Replace(text, Value('"'), Value(""), output_field=TextField()) if is_json else text


def _column(data: PersonalData, subject: Subject) -> Field | None:
    """Return the column at the end of a path, also where the path goes on into JSON."""
    query = data.model._base_manager.all().query
    _path, field, _targets, _rest = query.names_to_path(subject.lookup.split("__"), data.model._meta)
    return field


def _as_text(subject: Subject) -> Cast:
    return Cast(F(subject.lookup), TextField())


def _pattern(address: str) -> str:
    return rf"{_BEFORE}{re.escape(address)}($|[^[:alnum:]_.@-]|\.($|[^[:alnum:]]))"


def addresses_of(
    data: PersonalData, keys: Collection[Any], *, of: Callable[[Subject], bool] = lambda _subject: True
) -> dict[Any, set[str]]:
    """Return the addresses of the people of these rows, in their normal form, by the key of the row.

    What stands for the address of somebody who is gone is none.
    """
    people: dict[Any, set[str]] = defaultdict(set)
    for subject in filter(of, subjects_of(data)):
        rows = data.model._base_manager.filter(pk__in=keys).order_by()
        if subject.when is not None:
            rows = rows.filter(subject.when)
        for key, value in rows.annotate(_who=_as_text(subject)).values_list("pk", "_who"):
            people[key].update(addresses_in(value, subject))
    for generic in generic_keys(data):
        for key, found in _people_of_parents(data, generic, keys, of):
            people[key].update(found)
    return people


def addresses_in(value: object, subject: Subject) -> Iterable[str]:
    """Return the addresses in what a column holds, in their normal form; what stands for an erased one is none."""
    text = str(value or "")
    if subject.is_within:
        return addresses_in_text(text)
    return {lookup_form(text.strip('"'))} if "@" in text else ()


def addresses_in_text(text: str) -> set[str]:
    """Return the addresses among the words of a text, in their normal form."""
    return {lookup_form(part.strip(".'")) for part in _ADDRESS.findall(text)}


def replace_addresses(text: str, by: Callable[[str], str | None]) -> str:
    """Return a text with other words for the addresses, given in their normal form, for which there are some."""

    def _other_words(found: re.Match[str]) -> str:
        address = found[0].strip(".'")
        words = by(lookup_form(address))
        return found[0] if words is None else found[0].replace(address, words)

    return _ADDRESS.sub(_other_words, text)


def _people_of_parents(
    data: PersonalData, key: GenericForeignKey, keys: Collection[Any], of: Callable[[Subject], bool]
) -> Iterator[tuple[Any, set[str]]]:
    rows = data.model._base_manager.filter(pk__in=keys).values_list("pk", key.ct_field, key.fk_field)
    by_kind: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row, kind, parent in rows:
        by_kind[kind][str(parent)].append(row)
    for kind, parents in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        declared = declarations.models.get(model) if model is not None else None
        if isinstance(declared, PersonalData) and not generic_keys(declared):
            for parent, found in addresses_of(declared, list(parents), of=of).items():
                yield from ((row, found) for row in parents.get(str(parent), ()))


def may_have_several_owners(data: PersonalData) -> bool:
    """Tell whether a row of this model can be several people's."""
    owners = [subject for subject in subjects_of(data) if subject.is_owner]
    return len(owners) != 1 or bool(generic_keys(data)) or owners[0].is_within or _is_many(data, owners[0])


def _is_many(data: PersonalData, subject: Subject) -> bool:
    query = data.model._base_manager.all().query
    path, _field, _targets, _rest = query.names_to_path(subject.lookup.split("__"), data.model._meta)
    return any(step.m2m for step in path)


def ends_with(child: PersonalData | None, key: str, parent: PersonalData | None) -> bool:
    """Tell whether rows always end with the rows that this key of theirs points at.

    So do those of nobody, those that are declared so, and those that find their people through the other or the other
    way round.
    """
    if child is None or key in (*child.part_of, *child.ends_with):
        return True
    relation = _field(child.model, key)
    if parent is None or not isinstance(relation, ForeignKey):
        return False
    back = relation.related_query_name()
    own = {subject.lookup for subject in subjects_of(child) if subject.is_owner}
    theirs = {subject.lookup for subject in subjects_of(parent) if subject.is_owner}
    return bool(own) and (own <= {f"{key}__{path}" for path in theirs} or {f"{back}__{path}" for path in own} >= theirs)


def is_owner(subject: Subject) -> bool:
    """Tell whether a row is theirs."""
    return subject.is_owner


_known_faults: dict[int, tuple[PersonalData, list[str]]] = {}


def faults(data: PersonalData) -> list[str]:
    """Return what is wrong with the ways to people that a declaration names; such a model is searched by nobody."""
    # Kept with the declaration, so that its number is no other's. Every copy asks, and the answer takes queries apart.
    if id(data) not in _known_faults:
        _known_faults[id(data)] = (data, _faults(data))
    return _known_faults[id(data)][1]


def searchable() -> Iterator[PersonalData]:
    """Yield the declarations of the models in which people are found by address, without those that are wrong."""
    yield from (data for data in declarations.all_personal() if data.is_linkable and not faults(data))


def _faults(data: PersonalData) -> list[str]:
    wrong = [
        f"names {key}, which is no foreign key"
        for key in (*data.part_of, *data.ends_with)
        if not isinstance(_field(data.model, key), ForeignKey | GenericForeignKey)
    ]
    wrong += [
        f"is a part of {key}, whose model declares no people"
        for key in data.part_of
        if isinstance(_field(data.model, key), ForeignKey) and _parent(data, key) is None
    ]
    for subject in data.own_subjects:
        wrong += _faults_of(data, subject)
    if not wrong and data.is_linkable:
        wrong += _faults_in_query(data)
    return wrong


def _faults_of(data: PersonalData, subject: Subject) -> Iterator[str]:
    for name in (*subject.hides, *subject.shows):
        if name not in data.fields:
            yield f"masks or shows {name} in a copy, which is no declared field"
    for name in subject.clears:
        if name not in data.names():
            yield f"clears {name}, which it does not declare"
        elif not is_clearable(data, name):
            yield f"clears {name}, which cannot be empty and has no replacement"


def is_clearable(data: PersonalData, name: str) -> bool:
    """Tell whether a field can be emptied, or has a value to put in its place."""
    field: Any = data.model._meta.get_field(name)
    if name in data.replacements or field.null or field.many_to_many:
        return True
    return not field.is_relation and (field.empty_strings_allowed or field.has_default())


def _faults_in_query(data: PersonalData) -> Iterator[str]:
    for subject in subjects_of(data):
        try:
            column = _column(data, subject)
            if column is None or column.is_relation:
                yield f"looks for people by {subject.path}, which leads to a row and not to an address"
                continue
            str(about(data, "somebody@example.com", subject).query)
            str(data.model._base_manager.values(subject.lookup).query)
        except (FieldError, FieldDoesNotExist, AttributeError, TypeError, ValueError) as error:
            yield f"looks for people by {subject.path}: {error}"
