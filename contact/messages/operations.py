"""Taking a message, and noting that it is handled.

The sender gets no receipt by mail: anybody can type anybody's address, and a receipt would be mail from us to
somebody who never wrote. The page says that the message has come in.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from contact.messages.models import Message, MessageQuerySet
from privacy.journal import operations as journal
from privacy.retention.queries import retention_end

STREAM = "contact"


@transaction.atomic
def receive(*, fields: Mapping[str, str], language: str, is_suspect: bool, now: datetime) -> Message:
    """Keep a message under its retention rule. A suspect one is kept too: a mistake must not swallow a message."""
    message = Message.objects.create(
        **fields,
        language=language,
        is_suspect=is_suspect,
        received_at=now,
        retain_until=retention_end("contact.message", now),
    )
    journal.append(stream=STREAM, event="contact.received", facts={"message": message.pk}, now=now)
    return message


def restrict(rows: QuerySet[Message], now: datetime) -> None:
    """Take messages out of the work: they are to be erased and must stay for the time being (LAW D-37)."""
    rows.filter(restricted_at__isnull=True).update(restricted_at=now)


@transaction.atomic
def mark_handled(*, messages: MessageQuerySet, by: AbstractBaseUser, now: datetime) -> int:
    """Note that messages are answered; return how many were not before."""
    waiting = list(messages.waiting().select_for_update().values_list("pk", flat=True))
    Message.objects.filter(pk__in=waiting).update(handled_at=now, handled_by_id=by.pk)
    if waiting:
        facts = {"messages": list(waiting), "staff": by.pk}
        journal.append(stream=STREAM, event="contact.handled", facts=facts, now=now)
    return len(waiting)
