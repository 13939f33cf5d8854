"""Composers of the letters about restrictions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from dsar.cases import links
from dsar.cases.enums import EventKind
from dsar.cases.letters import emails
from dsar.cases.letters import operations as letters
from dsar.cases.models import Case, Contact
from dsar.restrictions import operations as restrictions
from dsar.restrictions import queries
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(restrictions.RESTRICTED_LETTER)
def restricted(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the answer to a restriction: what is only stored from now on."""
    case = Case.objects.filter(pk=object_id).first()
    address = queries.address_of(case) if case else ""
    if case is None or not address:
        return None
    with translation.override(case.language):
        kinds = queries.kinds_in_force(case)
    return _to(case, address, "restricted", {"link": links.case_link(case.pk, case.language), "kinds": kinds}, now)


@composes(restrictions.LIFTING_LETTER)
def lifting(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the notice that a restriction ends, which must be sent before it does (GDPR Art. 18(3))."""
    case = Case.objects.filter(pk=object_id).first()
    address = queries.address_of(case) if case else ""
    if case is None or not address:
        return None
    announced = case.events.filter(kind=EventKind.LIFT_ANNOUNCED).last()
    with translation.override(case.language):
        kinds = queries.kinds_in_force(case)
    return _to(case, address, "lifting", {"kinds": kinds, "reason": announced.note if announced else ""}, now)


def _to(case: Case, address: str, kind: str, values: Mapping[str, Any], now: datetime) -> AutomaticMail | None:
    """Return a letter to who asked, or to the address of the rows when that of the request is gone."""
    contact = Contact.objects.filter(case=case).select_related("case").first()
    if contact is None:
        return emails.message(kind, case, address, values)
    return letters.for_person(kind=kind, contact=contact, values=values, now=now)
