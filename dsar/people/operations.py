"""Say that two addresses are the same person's, and take it back.

It proves nothing: what is held under an address is shown when that address has confirmed for itself.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction

from dsar.people.errors import ReasonMissing, SameAlready
from dsar.people.models import SameAddress
from privacy.addresses.normal import normalise_address
from privacy.journal import operations as journal

_STREAM = "dsar"


def join(*, one: str, other: str, reason: str, staff: User, now: datetime) -> list[SameAddress]:
    """Say that two addresses are one person's; whoever has more joins with all of them.

    Raises ``ReasonMissing``, ``SameAlready`` and ``InvalidAddress``.
    """
    if not reason.strip():
        raise ReasonMissing
    addresses = [normalise_address(one), normalise_address(other)]
    if addresses[0] == addresses[1]:
        raise SameAlready
    with transaction.atomic():
        known = {row.email: row for row in SameAddress.objects.select_for_update().filter(email__in=addresses)}
        people = {row.person for row in known.values()}
        if len(known) == len(addresses) and len(people) == 1:
            raise SameAlready
        person = min(people, default=uuid4())
        SameAddress.objects.filter(person__in=people).update(person=person)
        if len(people) > 1:  # said of two whose addresses were known before
            SameAddress.objects.filter(pk__in=[row.pk for row in known.values()]).update(joined_at=now)
        for address in addresses:
            if address not in known:
                SameAddress.objects.create(
                    person=person, email=address, reason=reason.strip(), joined_at=now, staff=staff.pk
                )
        facts: journal.Facts = {"person": person, "staff": staff.pk}
        journal.append(stream=_STREAM, event="dsar.same_person", facts=facts, now=now)
    return list(SameAddress.objects.filter(person=person))


def part(*, address: SameAddress, staff: User, now: datetime) -> None:
    """Take back that an address is the same person's as others."""
    with transaction.atomic():
        rows = SameAddress.objects.select_for_update().filter(person=address.person)
        left = [row for row in rows if row.pk != address.pk]
        # One address alone says nothing.
        gone = rows.filter(pk=address.pk) if len(left) > 1 else rows
        gone.delete()
        facts: journal.Facts = {"person": address.person, "staff": staff.pk}
        journal.append(stream=_STREAM, event="dsar.not_same_person", facts=facts, now=now)


def joined_at(addresses: Iterable[str]) -> list[datetime]:
    """Return when staff said of each of these addresses that it is the same person's as another."""
    return list(SameAddress.objects.filter(email__in=list(addresses)).values_list("joined_at", flat=True))


def others_of(address: str) -> list[str]:
    """Return the further addresses that staff said are the same person's."""
    people = SameAddress.objects.filter(email=address).values("person")
    others = SameAddress.objects.filter(person__in=people).exclude(email=address)
    return list(others.order_by("email").values_list("email_written", flat=True))
