"""Consents after a restore: none is taken over. Who gave one since the backup is asked again (``restore_windows``)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from consent.choices.models import ConsentRecord
from consent.choices.sealing import write_waiting
from privacy.erasure.losses import Carried, LossKind, register_loss


def _given(since: datetime) -> list[UUID]:
    return list(ConsentRecord.objects.filter(given_at__gte=since).values_list("pk", flat=True))


def _count(given: Sequence[UUID], _now: datetime) -> Carried:
    known = set(ConsentRecord.objects.filter(pk__in=given).values_list("pk", flat=True))
    return Carried(failed=[pk for pk in given if pk not in known])


def _withdrawn(_since: datetime) -> list[UUID]:
    """Tell the replaced database's ledger of the withdrawals of the last seconds; its entries are taken over."""
    write_waiting()
    return []


register_loss("withdrawals", -10, LossKind(title=_("withdrawals"), collect=_withdrawn))
register_loss("consents", 60, LossKind(title=_("consents to cookies"), collect=_given, carry=_count))
