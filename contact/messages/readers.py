"""Readers of mails: what people write to us, their answers, and answers of ours that came back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from contact.messages import correspondence
from contact.messages.models import Reply
from contact.messages.operations import REPLY_LETTER
from privacy.inbound.mail import InboundMail
from privacy.inbound.readers import reads_mail
from privacy.letters.models import Letter


@reads_mail("contact.undelivered", order=30)
def undelivered(mail: InboundMail, now: datetime) -> bool:
    """Note of an answer of ours that it did not reach the person."""
    failed = [report.message_id for report in mail.delivery_reports if report.action == "failed"]
    letters = [letter_id for message_id in failed if (letter_id := _uuid(message_id.strip("<>").partition("@")[0]))]
    answers = Letter.objects.filter(pk__in=letters, kind=REPLY_LETTER).values("object_id")
    return Reply.objects.filter(pk__in=answers).update(undelivered_at=now) > 0


@reads_mail("contact.answer", order=50)
def answer(mail: InboundMail, now: datetime) -> bool:
    """Take in a mail that answers one of our answers, known by the token in the address that it was sent to."""
    tokens = [token for tag in mail.tags if (token := _uuid(tag))]
    answered = Reply.objects.filter(token__in=tokens).select_related("message").first()
    if answered is None:
        return False
    correspondence.receive_mail(
        mail=mail,
        conversation=answered.message.conversation,
        language=answered.message.language,
        now=now,
        answers=answered.pk,
    )
    return True


@reads_mail("contact.message", order=90)
def new_conversation(mail: InboundMail, now: datetime) -> bool:
    """Take in what is no answer and no report: it begins a conversation."""
    if mail.delivery_reports or mail.complaint:
        return False
    correspondence.receive_mail(mail=mail, conversation=uuid4(), language=settings.LANGUAGE_CODE, now=now)
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
