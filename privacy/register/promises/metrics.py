"""Gauges of promises."""

from collections import Counter
from datetime import datetime

from django.db.models import Max

from privacy.metrics import gauge, seconds_since
from privacy.register.promises.models import PromiseVerdict


@gauge("promises", "Promises by the newest verdict on each.", label="verdict")
def promises(now: datetime) -> dict[str, float]:
    return dict(Counter(verdict.kind for verdict in PromiseVerdict.objects.latest_of_each()))


@gauge("promises_checked_seconds", "Seconds since promises were last checked.")
def promises_checked(now: datetime) -> float | None:
    return seconds_since(PromiseVerdict.objects.aggregate(last=Max("checked_at"))["last"], now)
