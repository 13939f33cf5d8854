"""Tell staff of unusually much through public forms, once for each incident."""

import logging
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from privacy.intake.limits.figures import limit_figures
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters

logger = logging.getLogger(__name__)

STREAM = "limits"
UNUSUAL, QUIET = "limits.unusual", "limits.quiet"
ALARM_LETTER = "privacy.limits_alarm"


def watch(*, now: datetime) -> bool:
    """Post a letter to staff when an incident begins, and note when it is over; return whether one began.

    An incident is over when the limits have held back and refused nothing for an hour.
    """
    figures = limit_figures(now)
    is_running = has_incident()
    if is_running == figures.is_unusual or (is_running and not figures.is_quiet):
        return False
    with transaction.atomic():
        facts: journal.Facts = {"held": figures.held, "refused": figures.refused, "waiting": figures.waiting}
        journal.append(stream=STREAM, event=UNUSUAL if figures.is_unusual else QUIET, facts=facts, now=now)
        if figures.is_unusual:
            letters.post(kind=ALARM_LETTER, object_id=uuid4(), now=now)
    if figures.is_unusual:
        logger.warning("limits hold back %s mails and refused %s posts in an hour", figures.held, figures.refused)
    return figures.is_unusual


def has_incident() -> bool:
    """Tell whether staff were told of an incident that is not over."""
    last = JournalEntry.objects.filter(stream=STREAM).order_by("-seq").first()
    return last is not None and last.event == UNUSUAL
