"""Copies as they go through SMTP: the bytes, the order of commands, and what a refusal says."""

import smtplib
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from newsletter.issues import smtp
from newsletter.issues.emails import IssueMail
from newsletter.issues.mime import PLACE_OF_LINK, PreparedIssue
from newsletter.issues.smtp import EncodedCopy
from tests.factories.newsletter import IssueFactory
from tests.newsletter.issues.smtp_server import SmtpServer, client_of

COPY = EncodedCopy(sender="us@example.com", recipient="kari@example.com", content=b"Subject: x\r\n\r\n..a\r\n")
ALL = ("PIPELINING", "SIZE 1000000")


@pytest.mark.parametrize("offers", [(), ALL], ids=["one by one", "at once"])
def test_server_gets_each_copy_once_on_one_connection(offers: tuple[str, ...]) -> None:
    server = SmtpServer(offers=offers)
    with client_of(server) as client:
        smtp.hand_over(client, COPY)
        smtp.hand_over(client, COPY)
    assert server.taken == [COPY.content, COPY.content]
    words = [command.partition(" ")[0].upper() for command in server.received]
    assert words == ["EHLO", *["MAIL", "RCPT", "DATA"] * 2, "QUIT"]
    size = f" SIZE={len(COPY.content)}" if offers else ""
    assert server.received[1:3] == [f"MAIL FROM:<us@example.com>{size}", "RCPT TO:<kari@example.com>"]


@pytest.mark.parametrize("offers", [(), ALL], ids=["one by one", "at once"])
@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"MAIL": "452 too many", "RCPT": "503 no", "DATA": "503 no"}, smtplib.SMTPSenderRefused),
        ({"RCPT": "550 nobody", "DATA": "554 no valid recipients"}, smtplib.SMTPRecipientsRefused),
        ({"RCPT": "550 nobody"}, smtplib.SMTPRecipientsRefused),
        ({"DATA": "451 later"}, smtplib.SMTPDataError),
        ({"END": "554 spam"}, smtplib.SMTPDataError),
    ],
)
def test_refusal_is_raised_and_the_connection_can_be_ended(
    offers: tuple[str, ...], answers: dict[str, str], error: type[Exception]
) -> None:
    server = SmtpServer(offers=offers, answers=answers)
    with client_of(server) as client, pytest.raises(error):
        smtp.hand_over(client, COPY)
    assert server.received[-1].upper() == "QUIT"
    assert COPY.content not in server.taken or "END" in answers


@pytest.mark.parametrize("offers", [(), ALL], ids=["one by one", "at once"])
def test_address_that_no_command_can_hold_is_refused_before_anything_is_said(offers: tuple[str, ...]) -> None:
    server = SmtpServer(offers=offers)
    with client_of(server) as client, pytest.raises(ValueError, match="ascii"):
        smtp.hand_over(client, EncodedCopy(sender="us@example.com", recipient="kåre@example.com", content=b""))
    assert [command[:4].upper() for command in server.received] == ["EHLO", "QUIT"]


def test_dots_at_the_start_of_lines_arrive_as_they_were_written() -> None:
    link = "https://example.com/" + "." * 150 + "/"
    text = f".one\n..two\nOut: {PLACE_OF_LINK}.\n.three\n"
    prepared = PreparedIssue(
        subject="Hei", sender="us@example.com", text=text, html=f"<p>.{PLACE_OF_LINK}.</p>", headers={}
    )
    server = SmtpServer()
    with client_of(server) as client:
        smtp.hand_over(client, prepared.encoded_for("kari@example.com", {PLACE_OF_LINK: link}, {}))
    (taken,) = server.taken
    parsed = message_from_bytes(taken.replace(b"\r\n..", b"\r\n."), policy=policy.default)
    plain = parsed.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == text.replace(PLACE_OF_LINK, link)
    assert b"\r\n." not in taken.replace(b"\r\n..", b"")


@pytest.mark.django_db
def test_smtp_and_other_providers_get_the_same_message() -> None:
    mail, delivery = IssueMail(IssueFactory.create()), uuid4()
    encoded = mail.encoded_for("kari@example.com", "nb", delivery)
    usual = mail.addressed_to(uuid4(), "kari@example.com", "nb", delivery).message().as_bytes(linesep="\r\n")
    assert (encoded.sender, encoded.recipient) == (mail.prepared("nb").envelope, "kari@example.com")
    undotted = encoded.content.replace(b"\r\n..", b"\r\n.")
    assert _without_date(undotted) == _without_date(usual)


def _without_date(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if not line.startswith(b"Date: ")]
