"""Requests for trial accounts after a restore: those that came or changed since the backup are taken over."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contact.trials import operations as trials
from contact.trials.models import TrialRequest
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss

_TIMES = ("requested_at", "confirmed_at", "decided_at", "reminded_at", "restricted_at")


def _changed(since: datetime) -> list[TrialRequest]:
    newer = Q(*((f"{name}__gte", since) for name in _TIMES), _connector=Q.OR)
    return list(TrialRequest.stored.filter(newer).order_by("requested_at"))


@each
def _carry(request: TrialRequest, now: datetime) -> bool:
    if insert_missing(request):
        trials.journal_request(request=request, now=now)
        return True
    return trials.catch_up(request=request, now=now)


register_loss("trials", 53, LossKind(title=_("requests for trial accounts"), collect=_changed, carry=_carry))
