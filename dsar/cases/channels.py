"""Tell every known address of a person of a request that one of them made (LAW D-40)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.cases import deciding
from dsar.cases.enums import EventKind
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, Contact
from dsar.cases.opening import on_opening
from dsar.cases.told import ToldAddress
from dsar.cases.whose import may_confirm
from dsar.people import operations as people
from privacy.addresses.normal import normalise_address
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.registry import Registry

KNOWN_LETTER = "dsar.known"
MOST_TOLD = 10
Known = Callable[[Case, Contact], Iterable[str]]

# Where further addresses of whoever asked are found.
sources: Registry[str, Known] = Registry("source of known addresses")


@sources.register("dsar.same_person")
def _of_the_same_person(_case: Case, contact: Contact) -> Iterable[str]:
    return people.others_of(contact.email)


@sources.register("dsar.asked_with")
def _asked_with(case: Case, contact: Contact) -> Iterable[str]:
    """Return the addresses that confirmed the same request for themselves."""
    if case.asked_with is None:
        return ()
    confirmed = Contact.objects.filter(case__asked_with=case.asked_with, case__confirmed_at__isnull=False)
    return confirmed.exclude(email=contact.email).values_list("email_written", flat=True)


@on_opening.register("dsar.channels")
def tell(case: Case, contact: Contact, now: datetime) -> None:
    """Post a letter to each further address of whoever asked."""
    known = [normalise_address(address) for find in sources.values() for address in find(case, contact)]
    for address in list(dict.fromkeys(known))[:MOST_TOLD]:
        if address == contact.email:
            continue
        tell_address(case=case, address=address, now=now)


def tell_address(*, case: Case, address: str, now: datetime) -> None:
    """Post a letter about a request to an address, once."""
    told, is_new = ToldAddress.objects.get_or_create(case=case, email=address, defaults={"told_at": now})
    if is_new:
        letters.post(kind=KNOWN_LETTER, object_id=told.pk, now=now)
        facts: journal.Facts = {"case": case.pk, "address": told.pk}
        journal.append(stream=STREAM, event="dsar.address_told", facts=facts, now=now)


def tell_joined(*, case: Case, now: datetime) -> None:
    """Tell the addresses that staff have just said are the same person's, if the request is open."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        contact = Contact.objects.filter(case=case, is_open=True).first()
        if contact is not None:
            tell(case, contact, now)


def confirm(*, told_id: UUID, now: datetime) -> Case:
    """Make what is held under a further address a part of the request: whoever reads its mail says so.

    Raises ``WrongState`` once the request is answered, or when staff no longer say that both are one person's.
    """
    with transaction.atomic():
        told = ToldAddress.objects.select_for_update(of=("self",)).filter(pk=told_id).first()
        if told is None or told.confirmed_at is not None:
            raise WrongState
        case = Case.objects.select_for_update(of=("self",)).get(pk=told.case_id)
        if not may_confirm(told, case):
            raise WrongState
        told.confirmed_at = now
        told.save(update_fields=["confirmed_at"])
        deciding.note_event(case=case, kind=EventKind.ADDRESS_PROVEN, now=now)
        facts: journal.Facts = {"case": case.pk, "address": told.pk}
        journal.append(stream=STREAM, event="dsar.address_proven", facts=facts, now=now)
    return case
