"""Gauges of issues that are being sent."""

from datetime import datetime

from django.db.models import Min

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from privacy.metrics import gauge, seconds_since


@gauge("copies_due", "Copies of issues that should have left.")
def copies_due(now: datetime) -> float:
    return Delivery.objects.pending().filter(due_at__lte=now).count()


@gauge("copies_due_seconds", "Seconds since the copy that waits longest should have left.")
def oldest_copy(now: datetime) -> float:
    due = Delivery.objects.pending().filter(due_at__lte=now)
    return seconds_since(due.aggregate(first=Min("due_at"))["first"], now) or 0


@gauge("copies_uncertain", "Copies of which nobody knows whether they left.")
def copies_uncertain(now: datetime) -> float:
    return Delivery.objects.filter(state=DeliveryState.UNCERTAIN).count()
