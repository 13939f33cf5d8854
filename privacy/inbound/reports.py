"""Reports of mail servers about our own mails: of delivery (RFC 3464) and of abuse (RFC 5965)."""

import re
from collections.abc import Iterator
from email.message import Message

from privacy.inbound.mail import Complaint, DeliveryReport

_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,253}>")
_MOST_RECIPIENTS = 50


def delivery_reports(report: Message, parts: list[Message]) -> tuple[DeliveryReport, ...]:
    """Return what a delivery report says of each recipient; empty if it is none."""
    if report.get_param("report-type", "") not in ("delivery-status", "delivery_status"):
        return ()
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    message_id = original_id(parts)
    return tuple(_of_recipients(statuses, message_id))[:_MOST_RECIPIENTS]


def _of_recipients(statuses: list[Message], message_id: str) -> Iterator[DeliveryReport]:
    for status in statuses:
        for block in _inner(status):
            recipient, action = _after_type(block.get("Final-Recipient")), _word(block.get("Action"))
            if recipient and action:
                yield DeliveryReport(
                    message_id=message_id, recipient=recipient, action=action, status=_word(block.get("Status"))
                )


def complaint(report: Message, parts: list[Message]) -> Complaint | None:
    """Return the complaint that a mail is, or None."""
    if report.get_param("report-type", "") != "feedback-report":
        return None
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return Complaint(message_id=original_id(parts), kind=_word(_field(part, "Feedback-Type")) or "abuse")
    return None


def original_id(parts: list[Message]) -> str:
    """Return the Message-ID of the mail that a report returns, whole or its head alone; empty if it does not."""
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            for inner in _inner(part)[:1]:
                if match := _MESSAGE_ID.search(str(inner.get("Message-ID", ""))):
                    return match[0]
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            match = re.search(r"^message-id:\s*(<[^<>\s]+>)", _text(part), re.IGNORECASE | re.MULTILINE)
            if match and _MESSAGE_ID.fullmatch(match[1]):
                return match[1]
    return ""


def message_ids(header: object) -> tuple[str, ...]:
    """Return the Message-IDs in a header."""
    return tuple(_MESSAGE_ID.findall(str(header or ""))[:_MOST_RECIPIENTS])


def _inner(part: Message) -> list[Message]:
    """Return the mails, or the blocks of a report, that a part holds."""
    return part.get_payload() if part.is_multipart() else []  # type: ignore[return-value]


def _text(part: Message) -> str:
    if part.is_multipart():
        return "\n".join(map(str, _inner(part)))
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _field(part: Message, name: str) -> str:
    match = re.search(rf"^{name}:\s*(\S+)", _text(part), re.IGNORECASE | re.MULTILINE)
    return match[1] if match else ""


def _after_type(value: object) -> str:
    """Return the address of ``rfc822; name@example.com``."""
    return str(value or "").partition(";")[2].strip().strip("<>")


def _word(value: object) -> str:
    words = str(value or "").split()
    return words[0].lower().strip(";") if words else ""
