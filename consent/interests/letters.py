"""Composer of the mail with the link."""

from datetime import datetime
from uuid import UUID

from consent.interests import emails
from consent.interests import operations as interests
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(interests.LINK_LETTER)
def link_to_profile(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the mail; None if the request was erased or is too old, or the address got enough on this day."""
    link = interests.answer_request(link_id=object_id, now=now)
    return emails.link_mail(link) if link else None
