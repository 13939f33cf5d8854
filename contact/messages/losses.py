"""Messages after a restore: those that came since the backup are taken over."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contact.messages import operations as messages
from contact.messages.models import Attachment, Message, MessagePerson, Reply
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _changed(since: datetime) -> list[Message]:
    dates = ("received_at", "handled_at", "handed_on_at", "restricted_at")
    newer = Q(*((f"{name}__gte", since) for name in dates), _connector=Q.OR)
    return list(Message.stored.filter(newer).order_by("received_at"))


@each
def _carry(message: Message, now: datetime) -> bool:
    if insert_missing(message):
        messages.journal_receipt(message=message, now=now)
        return True
    known = Message.stored.filter(pk=message.pk)
    if message.restricted_at:
        return bool(known.filter(restricted_at__isnull=True).update(restricted_at=message.restricted_at))
    if message.handed_on_at and known.filter(handed_on_at=None).update(handed_on_at=message.handed_on_at):
        return True
    # Who handled it may be an account that is gone.
    return bool(message.handled_at and known.filter(handled_at=None).update(handled_at=message.handled_at))


register_loss("messages", 50, LossKind(title=_("messages"), collect=_changed, carry=_carry))


def _new_replies(since: datetime) -> list[Reply]:
    return list(Reply.stored.filter(replied_at__gte=since))


@each
def _carry_reply(reply: Reply, _now: datetime) -> bool:
    return insert_missing(reply)


# After the messages, before the letters.
register_loss("replies", 51, LossKind(title=_("answers to messages"), collect=_new_replies, carry=_carry_reply))


def _new_people(since: datetime) -> list[MessagePerson]:
    return list(MessagePerson.stored.filter(added_at__gte=since))


def _new_files(since: datetime) -> list[Attachment]:
    return list(Attachment.stored.filter(message__received_at__gte=since))


@each
def _carry_part(part: MessagePerson | Attachment, _now: datetime) -> bool:
    return insert_missing(part)


register_loss("message-people", 52, LossKind(title=_("people in messages"), collect=_new_people, carry=_carry_part))
register_loss("message-files", 53, LossKind(title=_("files of messages"), collect=_new_files, carry=_carry_part))
