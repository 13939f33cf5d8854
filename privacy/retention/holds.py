"""Placing and lifting legal holds (LAW D-37)."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model

from privacy.addresses.normal import normalise_address
from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.retention.enums import HoldReason
from privacy.retention.errors import NothingToHold
from privacy.retention.models import HeldRow, LegalHold
from privacy.retention.queries import retention_end

STREAM = "retention"
RULE = "legal.hold"


@transaction.atomic
def hold_person(
    *, address: str, reason: HoldReason, reference: str, ends_at: datetime, staff: int | None, now: datetime
) -> LegalHold:
    """Keep everything about one person until a date; the address itself is not stored. Raises ``InvalidAddress``."""
    salt = secrets.token_hex(16)
    key = hashlib.sha256((salt + normalise_address(address)).encode()).hexdigest()
    return _place(LegalHold(salt=salt, subject_key=key, reason=reason, reference=reference), ends_at, staff, now)


@transaction.atomic
def hold_row(
    *,
    model: str,
    object_id: str,
    reason: HoldReason,
    reference: str,
    ends_at: datetime,
    staff: int | None,
    now: datetime,
) -> LegalHold:
    """Keep one row until a date, and those whose deletion would take it along. Raises ``NothingToHold``."""
    known = {data.model._meta.label_lower: data.model for data in declarations.all_personal()}
    try:
        row = known[model]._base_manager.select_for_update(of=("self",)).get(pk=object_id)
    except (KeyError, ValueError, ValidationError, models.ObjectDoesNotExist) as missing:
        raise NothingToHold from missing
    hold = _place(LegalHold(reason=reason, reference=reference), ends_at, staff, now)
    hold_another_row(hold=hold, row=row)
    return hold


@transaction.atomic
def hold_another_row(*, hold: LegalHold, row: Model) -> None:
    """Let a hold keep one more row, and those whose deletion would take it along."""
    HeldRow.objects.bulk_create(
        (HeldRow(hold=hold, model=kept._meta.label_lower, object_id=str(kept.pk)) for kept in _with_parents(row)),
        ignore_conflicts=True,
    )


def _place(hold: LegalHold, ends_at: datetime, staff: int | None, now: datetime) -> LegalHold:
    hold.placed_at, hold.placed_by, hold.ends_at, hold.retain_until = now, staff, ends_at, retention_end(RULE, ends_at)
    hold.clean_fields(exclude={"placed_by", "lifted_at", "lifted_by", "salt", "subject_key"})
    hold.save()
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"hold": hold.pk, "reason": hold.reason, "until": ends_at.date(), "staff": staff}
    journal.append(stream=STREAM, event="retention.hold_placed", facts=facts, now=now)
    return hold


@transaction.atomic
def lift(*, hold_id: UUID, staff: int | None, now: datetime) -> bool:
    """End a hold before its date; what is due goes with the next run. Return False when it had ended already."""
    hold = LegalHold.objects.active(now).select_for_update().filter(pk=hold_id).first()
    if hold is None:
        return False
    hold.lifted_at, hold.lifted_by, hold.retain_until = now, staff, retention_end(RULE, now)
    hold.save(update_fields=["lifted_at", "lifted_by", "retain_until"])
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"hold": hold.pk, "staff": staff}
    journal.append(stream=STREAM, event="retention.hold_lifted", facts=facts, now=now)
    return True


def _with_parents(row: Model) -> Iterator[Model]:
    """Yield a row and every row that would take it along when it is deleted."""
    waiting, seen = [row], set[tuple[str, object]]()
    while waiting:
        current = waiting.pop()
        if (current._meta.label, current.pk) in seen:
            continue
        seen.add((current._meta.label, current.pk))
        yield current
        for field in current._meta.concrete_fields:
            remote = getattr(field, "remote_field", None)
            if (
                remote is not None
                and remote.on_delete is models.CASCADE
                and getattr(current, field.attname) is not None
            ):
                waiting.append(getattr(current, field.name))
