"""What a legal hold keeps, row by row or for a whole person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Concat, Lower

from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.retention.models import HeldRow, LegalHold


class SubjectKey(Func):
    """The SHA-256, in hex, of a hold's salt and an address."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


def exclude_on_hold(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Leave out the rows of a model that a hold keeps; no cost while there is none."""
    if not LegalHold.objects.active(as_of).exists():
        return rows
    return rows.exclude(pk__in=all_on_hold(data, as_of).values("pk"))


def all_on_hold(data: PersonalData, as_of: datetime) -> QuerySet[Model]:
    """Return the rows of a model that a hold keeps."""
    return data.model._base_manager.filter(_kept_by(LegalHold.objects.active(as_of), data)).order_by()


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
    if data.subject is not None:
        address = OuterRef(data.subject.removesuffix("__iexact"))
        key = SubjectKey(Concat(F("salt"), Lower(address), output_field=TextField()))
        kept |= Q(Exists(holds.exclude(salt="").filter(subject_key=key)))
    return kept
