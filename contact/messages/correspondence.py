"""Correspondence by mail: take a mail in as a message, and mark who is mentioned and what became of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from contact.messages.enums import Channel, PersonRole
from contact.messages.errors import NotMarked
from contact.messages.models import Attachment, Message, MessagePerson
from contact.messages.operations import STREAM, journal_receipt, mark_handled
from privacy.addresses.normal import Address
from privacy.inbound.enums import Trouble
from privacy.inbound.errors import PutAside
from privacy.inbound.mail import InboundMail
from privacy.inbound.our_address import tag_of
from privacy.intake.limits.counters import counters
from privacy.intake.limits.senders import keyed
from privacy.journal import operations as journal
from privacy.retention.queries import retention_end

MOST_A_DAY = 40  # mails of one address that become messages; more is put aside
_DAY = timedelta(days=1)


@transaction.atomic
def receive_mail(
    *, mail: InboundMail, conversation: UUID, language: str, now: datetime, answers: UUID | None = None
) -> Message:
    """Store a mail as a message, with the people in copy and the files. Raises ``PutAside`` for a flood.

    ``answers`` is the answer of ours whose token the mail was sent to. Its period counts from the arrival of the mail.
    """
    # Two programs that answer each other would fill the desk; a person never writes so much. Anybody can write in
    # somebody else's name, so that who has an answer of ours is counted by it, and apart.
    counted = f"answers {answers}" if answers is not None else mail.sender.address.counted
    key = f"contact:mails:{now.date()}:{keyed(counted)}"
    if counters.count(key, lasts=_DAY, now=now) > MOST_A_DAY:
        raise PutAside(Trouble.FLOOD)
    ends = retention_end("contact.message", mail.received_at)
    message = Message.objects.create(
        channel=Channel.MAIL,
        conversation=conversation,
        email=mail.sender.address,
        name=mail.sender.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        blocked_images=min(mail.blocked_images, 32_767),
        mail_id=mail.message_id,
        spf=mail.authentication.spf,
        dkim=mail.authentication.dkim,
        dmarc=mail.authentication.dmarc,
        is_automatic=mail.is_automatic,
        left_out=[{"name": file.name, "reason": file.reason.value} for file in mail.left_out],
        language=language,
        is_suspect=mail.is_bulk,
        received_at=mail.received_at,
        retain_until=ends,
    )
    _store_parts(message, mail, now)
    journal_receipt(message=message, now=now)
    return message


def _store_parts(message: Message, mail: InboundMail, now: datetime) -> None:
    """Store who is in copy and the files that came along, with the period of the message."""
    others = {box.address: box.name for box in (*mail.cc, *mail.to) if tag_of(box.address) is None}
    MessagePerson.objects.bulk_create(
        MessagePerson(
            message=message,
            email=address,
            name=name,
            role=PersonRole.COPY,
            added_at=now,
            retain_until=message.retain_until,
        )
        for address, name in others.items()
        if address != mail.sender.address
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            content=file.content,
            retain_until=message.retain_until,
        )
        for file in mail.attachments
    )


@transaction.atomic
def mention(*, message: Message, address: Address, name: str, by: AbstractBaseUser, now: datetime) -> MessagePerson:
    """Mark somebody as mentioned in a message, so that a copy and an erasure find it. Raises ``NotMarked``."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.restricted_at is not None or address == message.email:
        raise NotMarked
    person, is_new = MessagePerson.stored.get_or_create(
        message=message,
        email=address,
        role=PersonRole.MENTIONED,
        defaults={"name": name, "added_at": now, "retain_until": message.retain_until},
    )
    if is_new:
        _journal("contact.mentioned", message, by, now)
    return person


@transaction.atomic
def take_back_mention(*, message: Message, person_id: UUID, by: AbstractBaseUser, now: datetime) -> bool:
    """Take back a mark that was a mistake; return whether there was one."""
    rows, _by_model = message.people.filter(pk=person_id, role=PersonRole.MENTIONED).delete()
    if rows:
        _journal("contact.mention_taken_back", message, by, now)
    return rows > 0


@transaction.atomic
def note_handed_on(*, message: Message, by: AbstractBaseUser, now: datetime) -> None:
    """Note that staff made a request of a message, which is handled with that."""
    Message.objects.filter(pk=message.pk, handed_on_at=None).update(handed_on_at=now)
    _journal("contact.handed_on", message, by, now)
    mark_handled(messages=Message.objects.filter(pk=message.pk), by=by, now=now)


def _journal(event: str, message: Message, by: AbstractBaseUser, now: datetime) -> None:
    journal.append(stream=STREAM, event=event, facts={"message": message.pk, "staff": by.pk}, now=now)
