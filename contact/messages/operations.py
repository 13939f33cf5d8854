"""Receive messages, answer them, restrict them, and mark them as handled."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from contact.messages import emails
from contact.messages.errors import NotAnswered
from contact.messages.models import Message, MessageQuerySet, Reply
from privacy.inventory.correcting import Change, made_anew
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

STREAM = "contact"
REPLY_LETTER = "contact.reply"


@transaction.atomic
def receive(*, fields: Mapping[str, str], language: str, is_suspect: bool, now: datetime) -> Message:
    """Store a message under its retention rule."""
    # A suspect message is stored too: a mistake of the spam check must not lose a message. No receipt is sent: the
    # address may belong to a person who never wrote, and the page already says that the message was received.
    message = Message.objects.create(
        **fields,
        language=language,
        is_suspect=is_suspect,
        received_at=now,
        retain_until=retention_end("contact.message", now),
    )
    journal_receipt(message=message, now=now)
    return message


def journal_receipt(*, message: Message, now: datetime) -> None:
    """Append the receipt of a message: when, and a hash of the address, so that no change of them goes unseen."""
    facts: journal.Facts = {
        "message": message.pk,
        "received": message.received_at,
        "who_sha256": salted_digest(message.salt, message.pk, message.email, message.email_written),
    }
    journal.append(stream=STREAM, event="contact.received", facts=facts, now=now)


def restrict(rows: QuerySet[Message], now: datetime) -> None:
    """Restrict messages that are to be erased but must be kept for now (LAW D-37)."""
    rows.filter(restricted_at__isnull=True).update(restricted_at=now)


def release(rows: QuerySet[Message], times: Collection[datetime]) -> None:
    """Take back a restriction that was made at one of these times, for an erasure that was called off."""
    rows.filter(restricted_at__in=times).update(restricted_at=None)


@made_anew("contact.receipt")
def journal_new_address(change: Change) -> None:
    """Let the comparison with the journal know the address of a message whose writer has another one now."""
    message = change.row
    if isinstance(message, Message) and change.field == "email":
        facts: journal.Facts = {
            "message": message.pk,
            "who_sha256": salted_digest(message.salt, message.pk, message.email, message.email_written),
        }
        journal.append(stream=STREAM, event="contact.moved", facts=facts, now=change.at)


@transaction.atomic
def mark_handled(*, messages: MessageQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Mark messages as handled; return the number of those that were waiting."""
    waiting = list(messages.waiting().select_for_update().values_list("pk", flat=True))
    Message.objects.filter(pk__in=waiting).update(handled_at=now, handled_by_id=by.pk)
    if waiting:
        facts = {"messages": list(waiting), "staff": by.pk}
        journal.append(stream=STREAM, event="contact.handled", facts=facts, now=now)
    return len(waiting)


@transaction.atomic
def reply(*, message: Message, words: str, language: str, by: AbstractBaseUser, now: datetime) -> Reply:
    """Answer a message by mail, keep the mail with it and mark the message as handled. Raises ``NotAnswered``.

    The answer is kept as long as the message. In ``language`` is what stands around the words of staff.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.restricted_at is not None or not message.has_writer or not words.strip():
        raise NotAnswered
    subject, text = emails.compose(message, words, language)
    answer = Reply.objects.create(
        message=message,
        subject=subject,
        text=text,
        replied_at=now,
        replied_by_id=by.pk,
        retain_until=message.retain_until,
    )
    letters.post(kind=REPLY_LETTER, object_id=answer.pk, now=now)
    facts: journal.Facts = {"message": message.pk, "reply": answer.pk, "staff": by.pk}
    journal.append(stream=STREAM, event="contact.replied", facts=facts, now=now)
    mark_handled(messages=Message.objects.filter(pk=message.pk), by=by, now=now)
    return answer
