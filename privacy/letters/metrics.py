"""Gauges of mails."""

from datetime import datetime

from django.db.models import Min

from privacy.letters.models import Letter
from privacy.metrics import gauge, seconds_since


@gauge("letters_due", "Mails to one person that should have left.")
def letters_due(now: datetime) -> float:
    return Letter.objects.due(now).count()


@gauge("letters_due_seconds", "Seconds since the mail that waits longest should have left.")
def oldest_letter(now: datetime) -> float:
    return seconds_since(Letter.objects.due(now).aggregate(first=Min("due_at"))["first"], now) or 0


@gauge("letters_held", "Mails that the limits of public forms hold back.")
def letters_held(now: datetime) -> float:
    return Letter.objects.held().count()


@gauge("letters_lost", "Mails that were given up after the last attempt.")
def letters_lost(now: datetime) -> float:
    return Letter.objects.lost().count()
