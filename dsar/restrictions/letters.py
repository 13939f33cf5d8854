"""Composers of the letters about restrictions."""

from datetime import datetime
from uuid import UUID

from django.utils import translation

from dsar.cases import links
from dsar.cases.enums import EventKind
from dsar.cases.models import Case
from dsar.letters import emails
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
    return emails.message(
        "restricted", case, address, {"link": links.case_link(case.pk, case.language), "kinds": kinds}
    )


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
    return emails.message("lifting", case, address, {"kinds": kinds, "reason": announced.note if announced else ""})
