"""Answers to who meets what every website needs: hosting, the sending of e-mail, a mailbox."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.register.purposes.own_supplies import CONFIRMED, OWN, STREAM
from privacy.register.purposes.queries import OURSELVES


@transaction.atomic
def confirm_supplies(*, supplies: Iterable[str], met_by: str = OURSELVES, by: User, now: datetime) -> None:
    """Record who confirmed that a recipient, by its key, or the company itself meets these needs of the website."""
    for supply in supplies:
        facts: journal.Facts = {"supply": supply, "met_by": OWN if met_by == OURSELVES else met_by, "staff": by.pk}
        journal.append(stream=STREAM, event=CONFIRMED, facts=facts, now=now)


def confirm_changes(
    *, before: Iterable[str], after: Iterable[str], met_by: str = OURSELVES, by: User, now: datetime
) -> None:
    """Record who added needs to those that somebody meets."""
    known = set(before)
    confirm_supplies(supplies=[name for name in after if name not in known], met_by=met_by, by=by, now=now)
