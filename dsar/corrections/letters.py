"""Composers of the letters about corrections."""

from datetime import datetime
from uuid import UUID

from django.utils import translation

from dsar.cases import links as case_links
from dsar.cases.letters import emails
from dsar.cases.letters import operations as letters
from dsar.cases.models import Contact
from dsar.corrections import links
from dsar.corrections import operations as corrections
from dsar.corrections.enums import CorrectionState
from dsar.corrections.models import Correction
from dsar.corrections.queries import title_of
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(corrections.CORRECT_LETTER)
def correct(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the letter with a fresh link to the values of a person, while the request is open."""
    contact = Contact.objects.filter(case=object_id, is_open=True).select_related("case").first()
    if contact is None:
        return None
    values = {
        "link": links.correct_link(contact.case_id, contact.case.language),
        "hours": int(links.CORRECT_LASTS.total_seconds() // 3600),
    }
    return emails.message("correct", contact.case, contact.email, values) if contact.has_mailbox else None


@composes(corrections.NEW_ADDRESS_LETTER)
def new_address(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the letter that asks a new address whether it is the same person's."""
    correction = Correction.objects.filter(pk=object_id, state=CorrectionState.UNCONFIRMED).first()
    if correction is None:
        return None
    values = {
        "link": links.new_address_link(correction.pk, correction.case.language),
        "days": links.NEW_ADDRESS_LASTS.days,
    }
    return emails.message("new_address", correction.case, correction.new, values)


@composes(corrections.MOVED_LETTER)
def moved(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the letter to the old address: another has taken its place."""
    correction = Correction.objects.filter(pk=object_id).select_related("case").first()
    return None if correction is None else emails.message("moved", correction.case, correction.old, {})


@composes(corrections.CORRECTED_LETTER)
def corrected(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the answer to a correction: what was changed, and what not and why."""
    contact = Contact.objects.filter(case=object_id).select_related("case").first()
    if contact is None:
        return None
    with translation.override(contact.case.language):
        decided = list(Correction.objects.filter(case=object_id).exclude(state=CorrectionState.UNCONFIRMED))
        values = {
            "link": case_links.case_link(contact.case_id, contact.case.language),
            "changed": [title_of(one) for one in decided if one.state == CorrectionState.CHANGED],
            "kept": [(title_of(one), one.reason) for one in decided if one.state == CorrectionState.KEPT],
        }
    return letters.for_person(kind="corrected", contact=contact, values=values, now=now)
