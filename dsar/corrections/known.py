"""The address that somebody had before is told of a request, and the new one waits (LAW D-40)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from dsar.cases.channels import sources
from dsar.cases.enums import EventKind
from dsar.cases.models import Case, Contact
from dsar.cases.opening import waits
from dsar.conf import dsar_settings
from dsar.corrections.models import Correction


@sources.register("dsar.corrections")
def former_addresses(_case: Case, contact: Contact) -> Iterable[str]:
    """Return the addresses that the one that asks has taken the place of."""
    return _moves_to(contact).values_list("old", flat=True)


@waits.register("dsar.corrections")
def until_settled(case: Case) -> datetime | None:
    """Return when an address that changed lately has been one long enough; None where staff saw who it is since."""
    contact = Contact.objects.filter(case=case).first()
    last = _moves_to(contact).order_by("-decided_at").first() if contact else None
    if last is None or last.decided_at is None:
        return None
    if case.events.filter(kind=EventKind.IDENTITY_SEEN, at__gt=last.decided_at).exists():
        return None
    return last.decided_at + timedelta(days=dsar_settings().contact_cooling_days)


def _moves_to(contact: Contact) -> QuerySet[Correction]:
    # When a mailbox moves, the requests that it made move with it.
    moves = Correction.objects.changed().filter(model="", case__contact__email=contact.email)
    return moves.exclude(field="").exclude(old=contact.email)
