"""Whose data a request is about: the address that asked, and those that have proven to be the same person's."""

from dsar.cases.models import Case, Contact
from dsar.cases.told import ToldAddress
from dsar.people import operations as people
from privacy.addresses.normal import normalise_address


def may_confirm(told: ToldAddress, case: Case) -> bool:
    """Tell whether an address can still become a part of a request."""
    contact = Contact.objects.filter(case=case).first()
    return contact is not None and case.is_unanswered and told.email in _joined(contact)


def addresses_of(contact: Contact) -> tuple[str, ...]:
    """Return the addresses whose data a request is about: the one that asked, and those that have proven themselves."""
    joined = _joined(contact)
    proven = ToldAddress.objects.filter(case=contact.case_id, confirmed_at__isnull=False)
    return (contact.email, *(told.email for told in proven if told.email in joined))


def _joined(contact: Contact) -> set[str]:
    return {str(normalise_address(address)) for address in people.others_of(contact.email)}
