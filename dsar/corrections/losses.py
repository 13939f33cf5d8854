"""Corrections after a restore: values that were changed since the backup are changed again."""

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.corrections import operations as corrections
from dsar.corrections.enums import CorrectionState
from dsar.corrections.errors import NotStored
from dsar.corrections.models import Correction
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _changed(since: datetime) -> list[Correction]:
    newer = Correction.objects.filter(Q(asked_at__gte=since) | Q(decided_at__gte=since))
    return list(newer.order_by("asked_at"))


@each
def _carry(correction: Correction, now: datetime) -> bool:
    is_new = insert_missing(correction)
    if not is_new:
        decided = {name: getattr(correction, name) for name in ("state", "reason", "decided_at")}
        is_new = bool(
            Correction.objects.open().filter(pk=correction.pk).exclude(state=correction.state).update(**decided)
        )
    if is_new and correction.state == CorrectionState.CHANGED:
        try:
            corrections.change_again(correction=correction, now=now)
        except NotStored as refused:
            raise IntegrityError from refused  # counted as every other row that this database refuses
    return is_new


# After the requests and everything that a correction may be about.
register_loss("corrections", 55, LossKind(title=_("corrections"), collect=_changed, carry=_carry))
