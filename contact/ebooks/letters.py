"""Composer of the mail with a link."""

from datetime import datetime
from uuid import UUID

from contact.ebooks import emails
from contact.ebooks import operations as ebooks
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(ebooks.LINK_LETTER)
def link_to_book(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Return the mail; None if the request was erased or is too old, or the address got enough on this day."""
    request = ebooks.answer_request(request_id=object_id, now=now)
    return emails.link_mail(request) if request else None
