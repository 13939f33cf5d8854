"""A conversation as staff read it: the messages and our answers in the order of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from contact.messages.enums import PersonRole
from contact.messages.models import Attachment, Message, MessagePerson, Reply
from privacy.inbound.cleaning import clean_html
from privacy.inbound.enums import LeftOut


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A message or an answer of ours; ``is_shown``: it is the message that the page is about."""

    at: datetime
    message: Message
    reply: Reply | None = None
    copies: tuple[MessagePerson, ...] = ()
    mentioned: tuple[MessagePerson, ...] = ()
    files: tuple[Attachment, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    html: SafeString | str = ""
    is_shown: bool = False


def turns(shown: Message) -> list[Turn]:
    """Return the conversation that a message belongs to, without messages that are only kept."""
    messages = (
        Message.objects.in_use()
        .filter(conversation=shown.conversation)
        .prefetch_related("people", "replies__replied_by", "replies__message")
        .order_by("received_at", "pk")
    )
    files: dict[Any, list[Attachment]] = {}
    for file in Attachment.objects.filter(message__in=messages).defer("content"):
        files.setdefault(file.message_id, []).append(file)
    found = [_of_message(message, files.get(message.pk, []), shown) for message in messages]
    found += [
        Turn(at=reply.replied_at, message=message, reply=reply)
        for message in messages
        for reply in message.replies.all()
    ]
    return sorted(found, key=lambda turn: turn.at)


def _of_message(message: Message, files: list[Attachment], shown: Message) -> Turn:
    people = list(message.people.all())
    reasons = dict(LeftOut.choices)
    return Turn(
        at=message.received_at,
        message=message,
        copies=tuple(person for person in people if person.role == PersonRole.COPY),
        mentioned=tuple(person for person in people if person.role == PersonRole.MENTIONED),
        files=tuple(files),
        left_out=tuple((row["name"], str(reasons.get(row["reason"], ""))) for row in message.left_out),
        # Cleaned again where it is shown: what was stored before the rules were as strict is held to them.
        html=mark_safe(clean_html(message.html)),  # noqa: S308 - nh3 has cleaned it
        is_shown=message.pk == shown.pk,
    )
