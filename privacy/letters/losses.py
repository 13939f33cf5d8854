"""Letters after a restore: what was sent since the backup is not sent again, what waited is."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.erasure.losses import LossKind, each, insert_missing, register_loss
from privacy.letters.models import Letter


def _changed(since: datetime) -> list[Letter]:
    return list(Letter.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since)))


@each
def _carry(letter: Letter, _now: datetime) -> bool:
    if letter.ended_at is None:
        return insert_missing(letter)
    values = {"ended_at": letter.ended_at, "is_sent": letter.is_sent, "retain_until": letter.retain_until}
    return bool(Letter.objects.unsent().filter(pk=letter.pk).update(**values))


# After the rows that letters are about.
register_loss("letters", 90, LossKind(title=_("letters"), collect=_changed, carry=_carry))
