"""Mails as other people's programs send them, built anew for each test."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

OURS = "kundeservice@proviso.example"
HER = "Kari Nordmann <kari@example.com>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def mail_from(
    sender: str = HER,
    *,
    to: str = OURS,
    subject: str = "Spørsmål om kurs",
    text: str = "Hei!\nHva koster kurset?\nHilsen Kari",
    html: str = "",
    files: Sequence[tuple[str, str, bytes]] = (),
    **headers: Any,
) -> bytes:
    """Return a mail of a person; ``files`` are name, claimed type and bytes; headers have _ for -."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Mon, 30 Nov 2026 08:00:00 +0100"
    message["Message-ID"] = headers.pop("Message_ID", "<first.1@example.com>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name, kind, content in files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def bounce(
    message_id: str,
    *,
    recipient: str = "kari@example.com",
    action: str = "failed",
    status: str = "5.1.1",
    head: bool = True,
) -> bytes:
    """Return a report of delivery as RFC 3464 has it, with the head of our mail or all of it."""
    returned = "text/rfc822-headers" if head else "message/rfc822"
    about = (
        "Reporting-MTA: dns; mx.example.net\nArrival-Date: Mon, 30 Nov 2026 08:00:00 +0100\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 no such user\n"
    )
    head_lines = [
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f"Message-ID: <report.{status}.{message_id.strip('<>').replace('@', '.')}@mx.example.net>",
    ]
    ours = f"From: proviso@proviso.example\nTo: {recipient}\nSubject: Nyheter\nMessage-ID: {message_id}\n\nHei\n"
    parts = [("text/plain", "It could not be delivered.\n"), ("message/delivery-status", about), (returned, ours)]
    return _report("delivery-status", head_lines, parts)


def complaint(message_id: str, *, kind: str = "abuse") -> bytes:
    """Return a report of abuse as RFC 5965 has it."""
    head_lines = [
        "From: fbl@mailprovider.example",
        "Subject: FW: Nyheter",
        f"Message-ID: <arf.{message_id.strip('<>').replace('@', '.')}@mailprovider.example>",
    ]
    feedback = f"Feedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n"
    ours = f"From: proviso@proviso.example\nSubject: Nyheter\nMessage-ID: {message_id}\n\nHei\n"
    parts = [("text/plain", "An abuse report.\n"), ("message/feedback-report", feedback), ("message/rfc822", ours)]
    return _report("feedback-report", head_lines, parts)


def _report(kind: str, head: Sequence[str], parts: Sequence[tuple[str, str]]) -> bytes:
    lines = [*head, f"To: {OURS}", "MIME-Version: 1.0"]
    lines.append(f'Content-Type: multipart/report; report-type={kind}; boundary="part"')
    for content_type, text in parts:
        lines += ["", "--part", f"Content-Type: {content_type}", "", *text.splitlines()]
    return "\r\n".join([*lines, "--part--", ""]).encode()


def out_of_office(**headers: Any) -> bytes:
    """Return the reply of a program for somebody who is away."""
    headers.setdefault("Auto_Submitted", "auto-replied")
    return mail_from(subject="Fraværende: Nyheter", text="Jeg er borte til mandag.", **headers)
