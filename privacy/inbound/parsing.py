"""Bytes to an ``InboundMail``. Whatever they hold, the answer is a mail or the reason why there is none."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import normalise_address
from privacy.conf import privacy_settings
from privacy.inbound import attachments, cleaning, reports
from privacy.inbound.enums import LeftOut, Trouble
from privacy.inbound.errors import PutAside
from privacy.inbound.mail import AttachedFile, Authentication, InboundMail, Mailbox, RefusedFile
from privacy.inbound.our_address import tag_of

LONGEST_SUBJECT = 200
_MOST_BOUNDARIES, _MOST_PARTS = 60, 100
_LONGEST_HEADER, _LONGEST_HEAD = 20_000, 200_000
_MOST_ADDRESSES = 100
_LONGEST_NAME = 120
_ENVELOPE = ("Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To")
_RESULT = {name: re.compile(rf"\b{name}\s*=\s*([a-z]{{1,12}})", re.IGNORECASE) for name in ("spf", "dkim", "dmarc")}
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"boundary\s*\*?\d*\*?=", re.IGNORECASE)


def parse(raw: bytes, received_at: datetime) -> InboundMail:
    """Return a mail. Raises ``PutAside`` if it cannot be read; nothing else."""
    try:
        return _parse(raw, received_at)
    except PutAside:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        # The parsers of the standard library raise many kinds of errors for what is no mail.
        raise PutAside(Trouble.UNREADABLE) from error


def _parse(raw: bytes, received_at: datetime) -> InboundMail:
    message = _message(raw)
    parts = list(_parts(message))
    sender = _sender(message)
    delivery, complained = reports.delivery_reports(message, parts), reports.complaint(message, parts)
    if sender is None:
        raise PutAside(Trouble.NO_SENDER)
    to, cc = _mailboxes(message, "To"), _mailboxes(message, "Cc")
    recipients = tuple(dict.fromkeys(box.address for box in (*to, *cc, *_mailboxes(message, *_ENVELOPE))))
    text, html, blocked, files, refused = _contents(parts, with_files=not (delivery or complained))
    return InboundMail(
        message_id=next(iter(reports.message_ids(message.get("Message-ID"))), ""),
        sender=sender,
        received_at=received_at,
        to=to,
        cc=cc,
        recipients=tuple(map(str, recipients)),
        tags=tuple(tag for address in recipients if (tag := tag_of(address))),
        subject=cleaning.clean_line(_header(message, "Subject"), LONGEST_SUBJECT),
        text=text,
        html=html,
        blocked_images=blocked,
        attachments=files,
        left_out=refused,
        authentication=_authentication(message),
        auto_submitted=_auto_submitted(message),
        is_auto_reply=_is_auto_reply(message),
        is_bulk=_word(message, "Precedence") in ("bulk", "list", "junk") or "List-Id" in message,
        in_reply_to=reports.message_ids(f"{message.get('In-Reply-To', '')} {message.get('References', '')}"),
        delivery_reports=delivery,
        complaint=complained,
    )


def head_of(raw: bytes) -> tuple[str, str, str]:
    """Return sender, subject and Message-ID for the row of a mail; empty where they cannot be read."""
    try:
        message = message_from_bytes(_head(raw), policy=policy.compat32)
        sender = _sender(message)
        subject = cleaning.clean_line(_header(message, "Subject"), LONGEST_SUBJECT)
        found = reports.message_ids(message.get("Message-ID"))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError):
        return "", "", ""
    return sender.address.written if sender else "", subject, next(iter(found), "")


def body_of(raw: bytes) -> bytes:
    """Return what comes after the head, which is the same however often a mail is delivered."""
    end = _HEAD_END.search(raw)
    return raw[end.end() :] if end else b""


def _head(raw: bytes) -> bytes:
    end = _HEAD_END.search(raw, 0, _LONGEST_HEAD)
    return raw[: end.end() if end else _LONGEST_HEAD]


def _message(raw: bytes) -> Message:
    # Each boundary inside another costs the parser a look at every line, and so does each line of an endless head.
    if len(_BOUNDARY.findall(raw)) > _MOST_BOUNDARIES:
        raise PutAside(Trouble.TOO_DEEP)
    if len(raw) > _LONGEST_HEAD and not _HEAD_END.search(raw, 0, _LONGEST_HEAD):
        raise PutAside(Trouble.UNREADABLE)
    # The older policy never raises at headers that are malformed, and reads them in time that grows with their length.
    return message_from_bytes(raw, policy=policy.compat32)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts, without looking into mails that are attached."""
    waiting, count = [message], 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > _MOST_PARTS:
            raise PutAside(Trouble.TOO_DEEP)
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting = [*part.get_payload(), *waiting]


def _header(message: Message, name: str) -> str:
    """Return a header with its encoded words decoded; unknown character sets do not matter."""
    value = str(message.get(name, ""))[:_LONGEST_HEADER]
    pieces = []
    for piece, charset in decode_header(value):
        pieces.append(_decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece)
    return "".join(pieces)


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _word(message: Message, name: str) -> str:
    words = str(message.get(name, "")).replace(";", " ").split()
    return words[0].lower() if words else ""


def _mailboxes(message: Message, *names: str) -> tuple[Mailbox, ...]:
    """Return the addresses of some headers, without those that are none."""
    values = [str(value)[:_LONGEST_HEADER] for name in names for value in message.get_all(name, [])]
    boxes = list[Mailbox]()
    # Addresses are taken apart before their names are decoded: a decoded name may hold commas and angles.
    for name, address in getaddresses(values)[:_MOST_ADDRESSES]:
        try:
            mailbox = normalise_address(address)
        except InvalidAddress:
            continue
        shown = "".join(
            _decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(name)
        )
        boxes.append(Mailbox(address=mailbox, name=cleaning.clean_line(shown, _LONGEST_NAME)))
    return tuple(boxes)


def _sender(message: Message) -> Mailbox | None:
    """Return who wrote a mail; without a readable author, who sent it."""
    return next(iter(_mailboxes(message, "From")), None) or next(iter(_mailboxes(message, "Sender")), None)


def _authentication(message: Message) -> Authentication:
    """Return what our own server found; headers of anybody else are not believed (RFC 8601, section 5)."""
    ours = privacy_settings().inbound_authserv.lower()
    for value in map(str, message.get_all("Authentication-Results", [])):
        name, _semicolon, results = value[:_LONGEST_HEADER].partition(";")
        if ours and name.split()[:1] == [ours]:
            said = {key: match[1].lower() for key, look in _RESULT.items() if (match := look.search(results))}
            return Authentication(**said)
    return Authentication()


def _auto_submitted(message: Message) -> str:
    word = _word(message, "Auto-Submitted")
    return "" if word == "no" else word[:20]


def _is_auto_reply(message: Message) -> bool:
    """Tell whether a program answered for somebody who is away (RFC 3834, and what came before it)."""
    older = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply")
    return (
        _word(message, "Auto-Submitted") in ("auto-replied", "auto-notified")
        or _word(message, "Precedence") in ("auto_reply", "auto-reply")
        or any(name in message for name in older)
    )


_Contents = tuple[str, str, int, tuple[AttachedFile, ...], tuple[RefusedFile, ...]]


def _contents(parts: list[Message], *, with_files: bool) -> _Contents:
    texts, pages = list[str](), list[str]()
    files, refused = list[AttachedFile](), list[RefusedFile]()
    for number, part in enumerate(parts):
        if part.get_content_maintype() == "multipart":
            continue
        kind, is_file = part.get_content_type(), _is_file(part)
        if kind == "text/plain" and not is_file:
            texts.append(_text(part))
        elif kind == "text/html" and not is_file:
            pages.append(_text(part))
        elif with_files:
            _keep(part, number, files, refused)
    written = "\n\n".join(pages)
    html = cleaning.clean_html(written) if pages else ""
    text = cleaning.clean_text("\n\n".join(texts)) or cleaning.text_of(html)
    return text, html, cleaning.count_remote_images(written), tuple(files), tuple(refused)


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).split(";")[0].strip().lower()
    return disposition == "attachment" or bool(_safely(part.get_filename))


def _text(part: Message) -> str:
    charset, content = str(part.get_content_charset("utf-8")), _bytes(part)
    return _decoded(content, charset) if isinstance(content, bytes) else ""


def _bytes(part: Message) -> object:
    """Return the bytes of a part; something else for a part that holds a mail."""
    try:
        return part.get_payload(decode=True)
    except (LookupError, ValueError):
        # The standard library asks for the character set even where only bytes are wanted.
        del part["Content-Type"]
        return part.get_payload(decode=True)


def _keep(part: Message, number: int, files: list[AttachedFile], refused: list[RefusedFile]) -> None:
    """Add a part to the files that are kept, or to those that are not."""
    written, content = _safely(part.get_filename), _bytes(part)
    if not isinstance(content, bytes):  # a mail that is attached
        refused.append(RefusedFile(name=attachments.safe_name(written, number), reason=LeftOut.TYPE))
        return
    kind = attachments.kind_of(content, written)
    name = attachments.safe_name(written, number, kind or "")
    largest = privacy_settings().inbound_largest_file
    reason = attachments.refusal(content, kind, largest=largest, kept=len(files))
    if reason is not None or kind is None:
        refused.append(RefusedFile(name=name, reason=reason or LeftOut.TYPE))
    else:
        files.append(AttachedFile(name=name, content_type=kind, content=content))


def _safely(read: Callable[[], object]) -> str:
    """Return the name of a file as it was written; empty if it cannot be read."""
    try:
        name = read()
        name = collapse_rfc2231_value(name) if isinstance(name, tuple) else str(name or "")
        return "".join(
            _decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(name)
        )
    except (MessageError, ValueError, LookupError, TypeError):
        return ""
