"""Composer of the letter to a further address of whoever asked."""

from datetime import datetime
from uuid import UUID

from dsar.cases import channels, links, whose
from dsar.cases.letters import emails
from dsar.cases.letters import operations as letters
from dsar.cases.mandates import Mandate
from dsar.cases.models import Contact
from dsar.cases.told import ToldAddress
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(channels.KNOWN_LETTER)
def known(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the letter that says who asked for what, and how to say that it was somebody else."""
    told = ToldAddress.objects.filter(pk=object_id).select_related("case").first()
    if told is None or not told.case.is_unanswered:
        return None
    values = {
        "link": links.known_link(told.pk, told.case.language),
        "may_confirm": whose.may_confirm(told, told.case),
        "days": links.LASTS[links.KNOWN].days,
    }
    values["mandate"] = Mandate.objects.filter(case=told.case).first()
    contact = Contact.objects.filter(case=told.case, email=told.email).select_related("case").first()
    if contact is not None:
        return letters.to_person(kind="known", contact=contact, values=values, now=now)
    return emails.message("known", told.case, told.email, values)
