"""Restrictions after a restore: what was only stored is only stored again."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.erasure.losses import LossKind, each, insert_missing, register_loss
from privacy.restriction.models import Restriction


def _changed(since: datetime) -> list[Restriction]:
    return list(Restriction.objects.filter(Q(since__gte=since) | Q(lifted_at__gte=since)).order_by("since"))


@each
def _carry(restriction: Restriction, _now: datetime) -> bool:
    if insert_missing(restriction):
        return True
    ends = {name: getattr(restriction, name) for name in ("noticed_at", "lifted_at", "retain_until")}
    return bool(Restriction.objects.in_force().filter(pk=restriction.pk).update(**ends))


# Before the messages and subscriptions that it may be about are used again.
register_loss("restrictions", 28, LossKind(title=_("restrictions"), collect=_changed, carry=_carry))
