"""Composer of the answers to messages."""

from datetime import datetime
from uuid import UUID

from contact.messages import emails
from contact.messages.models import Reply
from contact.messages.operations import REPLY_LETTER
from privacy.letters.composers import composes
from privacy.letters.mail import UntrackedMail


@composes(REPLY_LETTER)
def answer_to_message(object_id: UUID, now: datetime) -> UntrackedMail | None:
    """Return the mail; None if the message was erased or is only kept."""
    reply = Reply.objects.select_related("message").filter(pk=object_id, message__restricted_at__isnull=True).first()
    return emails.mail(reply) if reply else None
