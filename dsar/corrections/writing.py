"""Write right values into their rows, all of them or none, and say which of them cannot be stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from dsar.cases.models import Contact
from dsar.corrections.errors import NotStored, NotTheirs, ValueChanged
from dsar.corrections.models import Correction
from dsar.corrections.queries import in_words, own_row, parsed, title_of
from privacy.addresses.model_fields import WRITTEN
from privacy.addresses.normal import normalise_address
from privacy.inventory import people
from privacy.inventory.correcting import Change, address_subjects, tell_dependents

ADDRESS = "email"
# SQLSTATE. A refusal is about the data, by a constraint or by a trigger; any other error says nothing of the value.
_TAKEN, _TOO_LONG, _REFUSALS = ("23505", "23P01"), "22001", ("22", "23", "P0")


@dataclass(frozen=True, kw_only=True)
class _Writing:
    """``at``: when; None for a trial: the rows alone are written, and nothing that hangs on saving them happens."""

    at: datetime | None

    def store(self, row: Model, values: Mapping[str, Any], also: Sequence[str] = ()) -> None:
        """Write values into a row. Raises what the database or the model raises, deferred constraints among it."""
        with transaction.atomic():
            if self.at is None:
                type(row)._base_manager.filter(pk=row.pk).update(**values)
            else:
                for name, value in values.items():
                    setattr(row, name, value)
                row.save(update_fields=[*values, *also])
            connection.check_constraints()

    def tell(self, row: Model | None, field: str, old: Any, new: Any) -> None:
        if self.at is not None:
            tell_dependents(Change(row=row, field=field, old=old, new=new, at=self.at))


def write(*, corrections: Sequence[Correction], now: datetime) -> None:
    """Change every value, and make anew what follows; the values of one row at once, since rules can be about several.

    Raises ``NotStored`` with all that cannot be, ``NotTheirs`` and ``ValueChanged``; the caller's transaction must not
    go on then.
    """
    refused = _refused_by(corrections, _Writing(at=now))
    if refused:
        titles = {one.pk: title_of(one) for one in corrections}
        raise NotStored(refused, " ".join(f"{titles[pk]}: {words}" for pk, words in refused.items()))


def refused_values(corrections: Sequence[Correction]) -> dict[UUID, str]:
    """Return which values cannot be changed, with the reason in words; nothing is changed."""
    with transaction.atomic():
        refused = _refused_by(corrections, _Writing(at=None))
        transaction.set_rollback(True)
    return refused


def _refused_by(corrections: Sequence[Correction], writing: _Writing) -> dict[UUID, str]:
    refused: dict[UUID, str] = {}
    for group in _by_row(corrections):
        try:
            refused |= _move(group[0], writing) if group[0].is_address else _change(group, writing)
        except (NotTheirs, ValueChanged):
            if writing.at is not None:
                raise
            words = _("The value has changed since it was written down. Write it down anew, or keep it and say why.")
            refused |= {one.pk: words for one in group}
    return refused


def _by_row(corrections: Sequence[Correction]) -> Iterator[list[Correction]]:
    """Yield what is about the same row together, the address last: by the old one the rows are found."""
    here = sorted((one for one in corrections if not one.is_elsewhere), key=lambda one: (one.is_address, _row_of(one)))
    yield from (list(group) for _key, group in groupby(here, key=_row_of))


def _row_of(correction: Correction) -> tuple[str, str]:
    return correction.model, correction.row


def _change(group: Sequence[Correction], writing: _Writing) -> dict[UUID, str]:
    """Write the right values into one row; return those that it cannot have."""
    address = Contact.objects.get(case=group[0].case_id).email
    old, values = dict[str, Any](), dict[str, Any]()
    for one in group:
        row = own_row(address, one.model, one.row, one.field, is_locked=True)
        if in_words(row, one.field) != one.old:
            raise ValueChanged
        old[one.field], values[one.field] = getattr(row, one.field), parsed(row, one.field, one.new)
    try:
        writing.store(row, values)
    except (Error, ValidationError) as refusal:
        alone = {one.pk: words for one in group if (words := _why_not_alone(row, one.field, values, writing))}
        return alone or {one.pk: _in_words(refusal) for one in group}
    for field, new in values.items():
        writing.tell(row, field, old[field], new)
    return {}


def _why_not_alone(row: Model, field: str, values: Mapping[str, Any], writing: _Writing) -> str:
    try:
        with transaction.atomic():
            writing.store(row, {field: values[field]})
            transaction.set_rollback(True)
    except (Error, ValidationError) as refusal:
        return _in_words(refusal)
    return ""


def _move(correction: Correction, writing: _Writing) -> dict[UUID, str]:
    """Write the new address into every row that has the old one in a column of its own."""
    old, new = correction.old, normalise_address(correction.new)
    for data in people.searchable():
        for subject in address_subjects(data):
            column = subject.lookup
            for row in people.about(data, old, subject).select_for_update(of=("self",)):
                try:
                    _store_address(row, column, new, writing)
                except (Error, ValidationError) as refusal:
                    return {correction.pk: f"{data.title}: {_in_words(refusal)}"}
                writing.tell(row, column, old, new)
    writing.tell(None, ADDRESS, old, new)
    return {}


def _store_address(row: Model, column: str, new: Any, writing: _Writing) -> None:
    names = {field.name for field in row._meta.concrete_fields}
    written = [column + WRITTEN] if column + WRITTEN in names else []
    try:
        writing.store(row, {column: new}, written)
    except IntegrityError:
        # The new mailbox has such a row already. Both are kept, as for two spellings of one mailbox.
        if "is_second_spelling" not in names:
            raise
        writing.store(row, {column: new, "is_second_spelling": True}, written)


def _in_words(refusal: Error | ValidationError) -> str:
    """Return why a value was refused. Raises the error itself if it is no refusal."""
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    state = getattr(refusal.__cause__, "sqlstate", None) or ""
    if not state.startswith(_REFUSALS):
        raise refusal
    if state in _TAKEN:
        return _(
            "Another row has this value already, and only one may have it. Change the other one first, or keep this "
            "value as it is and say why."
        )
    if state == _TOO_LONG:
        return _("This value is too long here. Keep what is there and say why.")
    return _("This value is not allowed here, alone or beside the others of its row. Keep what is there and say why.")
