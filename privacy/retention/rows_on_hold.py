"""What a legal hold keeps, row by row or for a whole person."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Concat

from privacy.inventory import declarations, people
from privacy.inventory.declarations import PersonalData
from privacy.retention.models import HeldRow, LegalHold


class SubjectKey(Func):
    """The SHA-256, in hex, of a hold's salt and an address."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


class NamesHeldPerson(Func):
    """Whether a text holds an address that a hold's key and salt stand for."""

    output_field = BooleanField()
    arity = 3

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare the hash of each address in the text."""
        (key, of_key), (salt, of_salt), (text, of_text) = map(compiler.compile, self.get_source_expressions())
        addresses = f"regexp_matches({text}, '[^][:space:]\"<>,;:()[]+@[[:alnum:].-]+', 'g') AS part(address)"
        hashed = f"encode(sha256(convert_to({salt} || rtrim(address[1], '.'), 'UTF8')), 'hex')"
        return f"{key} IN (SELECT {hashed} FROM {addresses})", (*of_key, *of_salt, *of_text)  # noqa: S608


def exclude_on_hold(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Leave out the rows of a model that a hold keeps; no cost while there is none."""
    if not LegalHold.objects.active(as_of).exists():
        return rows
    return rows.exclude(pk__in=all_on_hold(data, as_of).values("pk"))


def all_on_hold(data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Return the rows of a model that a hold keeps."""
    return data.model._base_manager.filter(_kept_by(LegalHold.objects.active(as_of), data)).order_by()


def keys_on_hold(data: PersonalData, keys: Collection[Any], as_of: datetime) -> set[Any]:
    """Return which of these rows a hold keeps; no cost while there is none."""
    if not keys or not LegalHold.objects.active(as_of).exists():
        return set()
    return {*all_on_hold(data, as_of).filter(pk__in=keys).values_list("pk", flat=True)}


def longest_hold(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> LegalHold | None:
    """Return the hold that keeps any of these rows the longest."""
    return next(holds_on(rows, data, as_of), None)


def holds_on(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> Iterator[LegalHold]:
    """Yield the holds that keep any of these rows, the one that lasts longest first."""
    for hold in LegalHold.objects.active(as_of).order_by("-ends_at"):
        if rows.filter(_kept_by(LegalHold.objects.filter(pk=hold.pk), data)).exists():
            yield hold


def kept_by(hold: LegalHold, as_of: datetime) -> Iterator[tuple[PersonalData, int, int]]:
    """Yield each kind of data that a hold keeps, with the number of rows and of those whose time is up."""
    holds = LegalHold.objects.filter(pk=hold.pk)
    for data in declarations.all_personal():
        rows = data.model._base_manager.filter(_kept_by(holds, data)).order_by()
        if count := rows.count():
            until = data.retention.until
            is_stored = data.retention.since is None and not data.retention.is_by_hand
            yield data, count, rows.filter(**{f"{until}__lte": as_of}).count() if is_stored else 0


def _kept_by(holds: QuerySet[LegalHold], data: PersonalData) -> Q:
    rows = HeldRow.objects.filter(hold__in=holds, model=data.model._meta.label_lower)
    kept = Q(Exists(rows.filter(object_id=Cast(OuterRef("pk"), TextField()))))
    if people.faults(data):
        return kept
    on_people = holds.exclude(salt="")
    for subject in people.subjects_of(data):
        address = people.address_of_outer_row(data, subject)
        if subject.is_within:
            kept |= Q(Exists(on_people.filter(NamesHeldPerson(F("subject_key"), F("salt"), address))))
        else:
            key = SubjectKey(Concat(F("salt"), address, output_field=TextField()))
            kept |= Q(Exists(on_people.filter(subject_key=key)))
    for generic in people.generic_keys(data):
        kept |= people.parts_of(generic, lambda parent: parent.model._base_manager.filter(_kept_by(holds, parent)))
    return kept
