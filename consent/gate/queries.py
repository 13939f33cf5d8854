"""Queries of recently blocked storage and hosts."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Sum

from consent.gate.enums import SightingKind
from consent.gate.models import Sighting
from consent.services.enums import StorageKind
from consent.services.models import StorageItem

SEEN_DAYS = 7


class KeptOut(NamedTuple):
    kind: str
    name: str
    times: int


def kept_out(today: date) -> list[KeptOut]:
    """Return each cookie and host with its number of blocks in the last days, the most frequent first.

    A cookie that is already in the draft register is left out: it awaits publication, not a decision by staff.
    """
    rows = Sighting.objects.filter(day__gt=today - timedelta(days=SEEN_DAYS)).values_list("kind", "name")
    drafted = set(StorageItem.objects.filter(kind=StorageKind.COOKIE).values_list("name", flat=True))
    blocked = [KeptOut(*row) for row in rows.annotate(times=Sum("count")).order_by("-times", "kind", "name")]
    return [kept for kept in blocked if kept.kind != SightingKind.COOKIE or kept.name not in drafted]
