"""The suppression list after a restore: who left since the backup has left."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from newsletter.suppression import operations as suppressions
from newsletter.suppression.models import Suppression
from privacy.erasure.losses import LossKind, each, register_loss

_MONTH = timedelta(days=31)


def _newer(since: datetime) -> list[Suppression]:
    # A row knows its month only.
    return list(Suppression.objects.filter(since__gte=since - _MONTH).order_by("since", "pk"))


@each
def _carry(row: Suppression, now: datetime) -> bool:
    return suppressions.bring_back(row=row, now=now)


register_loss("suppressions", 34, LossKind(title=_("addresses that left the newsletter"), collect=_newer, carry=_carry))
