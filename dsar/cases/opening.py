"""What follows when a request is opened, and until when its work waits: what nouns above this one register."""

from collections.abc import Callable
from datetime import datetime

from dsar.cases.models import Case, Contact
from privacy.registry import Registry

Follows = Callable[[Case, Contact, datetime], None]
Wait = Callable[[Case], datetime | None]

# Called in the transaction that opens a request.
on_opening: Registry[str, Follows] = Registry("what follows when a request is opened")
# Until when a copy or an erasure waits, because somebody else may have asked; None if it need not.
waits: Registry[str, Wait] = Registry("wait before a copy or an erasure")


def follow(case: Case, contact: Contact, now: datetime) -> None:
    """Do what follows when a request is opened."""
    for follows in on_opening.values():
        follows(case, contact, now)


def waits_until(case: Case) -> datetime | None:
    """Return the latest moment that a copy or an erasure of a request waits for; None if it need not wait."""
    moments = [until for wait in waits.values() if (until := wait(case)) is not None]
    return max(moments, default=None)
