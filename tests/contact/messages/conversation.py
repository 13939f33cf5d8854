"""A conversation by mail, for the tests of what becomes of it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from contact.messages import operations as messages
from contact.messages.models import Message, Reply
from privacy.inbound import operations as inbound
from privacy.inbound.models import ReceivedMail
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.contact import NOW

WORDS = "Hei!\n\nDet koster 2000 kroner."


def arrived(raw: bytes, now: datetime = NOW) -> ReceivedMail:
    row = inbound.store(raw=raw, now=now)
    inbound.read(mail_id=row.pk, now=now)
    row.refresh_from_db()
    return row


def page_of(message: Message, name: str = "change", *more: object) -> str:
    return reverse(f"admin:contact_message_{name}", args=[message.pk, *more])


def answered(message: Message, by: User) -> tuple[Reply, bytes]:
    reply = messages.reply(message=message, words=WORDS, language=message.language, by=by, now=NOW)
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=NOW)
    return reply, mail.outbox[-1].message().as_bytes()
