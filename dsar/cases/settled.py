"""Whoever had the address before is told of a request, and what somebody came by lately waits (LAW D-40)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dsar.cases.channels import sources
from dsar.cases.enums import EventKind
from dsar.cases.models import Case, Contact
from dsar.cases.opening import waits
from dsar.cases.whose import addresses_of
from dsar.conf import dsar_settings
from dsar.people import operations as people
from privacy.addresses.moves import moves_to


@sources.register("dsar.moves")
def former_addresses(_case: Case, contact: Contact) -> Iterable[str]:
    """Return the addresses that the one that asks has taken the place of."""
    return [move.old for move in moves_to(contact.email) if move.old]


@waits.register("dsar.moves")
def until_settled(case: Case) -> datetime | None:
    """Return when all addresses of a request have been the person's long enough; None where staff saw who it is since.

    An address is new when it changed, and when staff said lately that it is the same person's as another that is a part
    of the request.
    """
    contact = Contact.objects.filter(case=case).first()
    addresses = addresses_of(contact) if contact else ()
    times = [move.at for address in addresses for move in moves_to(address)]
    times += people.joined_at(addresses) if len(addresses) > 1 else []
    if not times or case.events.filter(kind=EventKind.IDENTITY_SEEN, at__gt=max(times)).exists():
        return None
    return max(times) + timedelta(days=dsar_settings().contact_cooling_days)
