"""What staff decide about the notice."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.register.statements.models import AcceptedGap


@transaction.atomic
def accept_gap(*, gap: str, reason: str, decided_by: str, until: date | None, by: User, now: datetime) -> AcceptedGap:
    """Let a member of staff answer for a gap that stops publications; the day is that of ``now``."""
    accepted = AcceptedGap.objects.create(
        gap=gap, reason=reason, decided_by=decided_by, until=until, accepted_by=by, decided_on=local_date(now)
    )
    facts: journal.Facts = {"gap": gap, "staff": by.pk, "until": until}
    journal.append(stream="register", event="gap.accepted", facts=facts, now=now)
    return accepted
