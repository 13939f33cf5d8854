"""What a restore may lose of the register and of legal holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.erasure.losses import Carried, LossKind, each, insert_missing, register_loss
from privacy.register.models import Revision
from privacy.retention.models import HeldRow, LegalHold


def _revisions(_since: datetime) -> list[int]:
    return list(Revision.objects.order_by("number").values_list("number", flat=True))


def _count_revisions(numbers: Sequence[int], _now: datetime) -> Carried:
    """Count the revisions that are gone: a text that is published again gets a number of its own."""
    known = set(Revision.objects.values_list("number", flat=True))
    return Carried(failed=[number for number in numbers if number not in known])


def _holds(since: datetime) -> list[tuple[LegalHold, list[HeldRow]]]:
    changed = LegalHold.objects.filter(Q(placed_at__gte=since) | Q(lifted_at__gte=since)).prefetch_related("rows")
    return [(hold, list(hold.rows.all())) for hold in changed]


@each
def _carry_hold(row: tuple[LegalHold, list[HeldRow]], _now: datetime) -> bool:
    hold, held_rows = row
    if insert_missing(hold):
        HeldRow.objects.bulk_create([HeldRow(hold=hold, model=row.model, object_id=row.object_id) for row in held_rows])
        return True
    lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).exclude(lifted_at=hold.lifted_at)
    return bool(hold.lifted_at and lifted.update(lifted_at=hold.lifted_at, lifted_by=hold.lifted_by))


def _name_hold(row: tuple[Any, Any]) -> str:
    return str(row[0].pk)


register_loss(
    "revisions", 10, LossKind(title=_("revisions"), collect=_revisions, carry=_count_revisions, reference=str)
)
# Before anything is deleted by time.
register_loss("holds", 20, LossKind(title=_("legal holds"), collect=_holds, carry=_carry_hold, reference=_name_hold))
