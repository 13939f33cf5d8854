"""A mail becomes plain types, whatever it holds."""

import io
import time
import zipfile
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.inbound.enums import LeftOut, Trouble
from privacy.inbound.errors import PutAside
from privacy.inbound.mail import Authentication, InboundMail
from privacy.inbound.parsing import parse
from tests.factories.contact import NOW
from tests.factories.mails import OURS, PNG, bounce, complaint, mail_from, out_of_office


@pytest.fixture(autouse=True)
def _mailbox(settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_ADDRESS": OURS, "INBOUND_AUTHSERV": "mx.proviso.example"}


def _parsed(raw: bytes) -> InboundMail:
    return parse(raw, NOW)


def test_mail_of_a_person() -> None:
    mail = _parsed(mail_from(Cc="Per Berg <per@example.com>, ola@example.com", Reply_To="x@example.com"))
    assert (mail.sender.address, mail.sender.name) == ("kari@example.com", "Kari Nordmann")
    assert [box.address for box in mail.cc] == ["per@example.com", "ola@example.com"]
    assert (mail.subject, mail.message_id) == ("Spørsmål om kurs", "<first.1@example.com>")
    assert mail.text == "Hei!\nHva koster kurset?\nHilsen Kari"
    assert not mail.is_automatic


def test_tag_of_our_address_is_found_and_nobody_elses() -> None:
    assert _parsed(mail_from(to="kundeservice+q7x@proviso.example, per+tag@example.com")).tags == ("q7x",)
    assert _parsed(mail_from(to="liste@example.com", Delivered_To="KundeService+Q8@proviso.example")).tags == ("q8",)


@pytest.mark.law("C-26")
def test_html_loses_scripts_and_images_and_gives_the_text() -> None:
    html = (
        '<style>p{}</style><p onclick="x()">Hei <b>du</b></p><script>alert(1)</script>'
        '<img src="https://track.example/x.gif?id=1"><img src=//a.example/b><a href="javascript:x">her</a>'
        '<form action="https://evil.example"><input name="q"></form><p>Hilsen</p>'
    )
    mail = _parsed(mail_from(text="", html=html))
    assert mail.text == "Hei du\nher\nHilsen" or mail.text.split() == ["Hei", "du", "her", "Hilsen"]
    assert mail.blocked_images == 2
    for word in ("script", "img", "onclick", "form", "input", "track.example", "javascript", "style"):
        assert word not in mail.html


def test_plain_text_wins_over_html() -> None:
    mail = _parsed(mail_from(text="Slik.", html="<p>Noe annet</p>"))
    assert (mail.text, mail.html) == ("Slik.", "<p>Noe annet</p>")


def _zip(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "claimed", "content", "kept"),
    [
        ("kvittering.pdf", "application/octet-stream", b"%PDF-1.7\n", "application/pdf"),
        ("bilde.png", "image/png", PNG, "image/png"),
        ("bilde.exe", "image/png", b"MZ\x90", None),
        ("faktura.pdf", "application/pdf", b"MZ\x90\x00", None),
        ("side.html", "text/html", b"<script>x</script>", None),
        ("bilde.svg", "image/svg+xml", b"<svg onload='x'/>", None),
        ("notat.txt", "text/plain", "blåbær".encode(), "text/plain"),
        ("notat.txt", "text/plain", b"\x00\x01\x02", None),
        ("brev.docx", "application/zip", _zip(word__document_dot_xml="<x/>"), "wordprocessingml.document"),
        ("brev.docm", "application/zip", _zip(word__document_dot_xml="<x/>", word__vbaProject_dot_bin="x"), None),
        ("arkiv.zip", "application/zip", _zip(virus="x"), None),
        ("kaputt.zip", "application/zip", b"PK\x03\x04 no zip", None),
    ],
)
def test_attachment_is_kept_by_what_its_bytes_are(name: str, claimed: str, content: bytes, kept: str | None) -> None:
    mail = _parsed(mail_from(files=[(name, claimed, content)]))
    if kept is None:
        assert [(file.name, file.reason) for file in mail.left_out] == [(name, LeftOut.TYPE)]
        assert mail.attachments == ()
    else:
        [file] = mail.attachments
        assert file.content_type.endswith(kept)
        assert file.content == content


def test_attachments_are_bounded_in_size_and_number(settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_LARGEST_FILE": 100}
    files = [("stor.png", "image/png", PNG * 9), *((f"{n}.png", "image/png", PNG) for n in range(25))]
    mail = _parsed(mail_from(files=files))
    assert len(mail.attachments) == 20
    assert {file.reason for file in mail.left_out} == {LeftOut.LARGE, LeftOut.MANY}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\x\\bilde.png", "bilde.png"),
        ("faktura\u202egnp.exe.png", "faktura gnp.exe.png"),
        ("a\x00b.png", "a b.png"),
        ("faktura.exe", "faktura.exe.png"),
    ],
)
def test_name_of_an_attachment_is_made_harmless(written: str, shown: str) -> None:
    from privacy.inbound.attachments import safe_name

    assert safe_name(written, 1, "image/png") == shown


def test_authentication_is_that_of_our_own_server_only() -> None:
    forged = "mx.evil.example; spf=pass; dkim=pass; dmarc=pass"
    ours = "mx.proviso.example; spf=fail smtp.mailfrom=example.com; dkim=none; dmarc=FAIL header.from=example.com"
    assert _parsed(mail_from(Authentication_Results=forged)).authentication == Authentication()
    raw = f"Authentication-Results: {ours}\r\n".encode() + mail_from(Authentication_Results=forged)
    assert _parsed(raw).authentication == Authentication(spf="fail", dkim="none", dmarc="fail")


def test_program_that_answers_is_known() -> None:
    assert _parsed(out_of_office()).is_auto_reply
    assert _parsed(out_of_office(Auto_Submitted="no", X_Autoreply="yes")).is_auto_reply
    assert _parsed(out_of_office(Auto_Submitted="no", Precedence="auto_reply")).is_auto_reply
    generated = _parsed(mail_from(Auto_Submitted="auto-generated"))
    assert generated.is_automatic
    assert not generated.is_auto_reply
    assert _parsed(mail_from(List_Id="<nyheter.example.com>")).is_bulk


@pytest.mark.parametrize("head", [True, False])
def test_delivery_report(head: bool) -> None:
    [report] = _parsed(bounce("<d1@proviso.example>", head=head)).delivery_reports
    assert (report.message_id, report.recipient, report.status) == ("<d1@proviso.example>", "kari@example.com", "5.1.1")
    assert report.is_permanent


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "permanent"),
        ("failed", "4.2.2", "transient"),
        ("failed", "5.2.2", "transient"),  # the mailbox is full
        ("failed", "5.7.1", "transient"),  # refused by a rule
        ("delayed", "4.4.1", "neither"),
        ("delivered", "2.0.0", "neither"),
    ],
)
def test_report_says_whether_the_mailbox_is_gone(action: str, status: str, kind: str) -> None:
    [report] = _parsed(bounce("<d1@proviso.example>", action=action, status=status)).delivery_reports
    assert (report.is_permanent, report.is_transient) == (kind == "permanent", kind == "transient")


def test_complaint() -> None:
    reported = _parsed(complaint("<d2@proviso.example>")).complaint
    assert (reported.message_id, reported.kind) == ("<d2@proviso.example>", "abuse")


def test_mail_that_quotes_a_report_is_none() -> None:
    quoted = _parsed(mail_from(text=bounce("<d1@proviso.example>").decode("ascii", "replace")))
    assert quoted.delivery_reports == ()
    assert quoted.complaint is None


def _nested(depth: int) -> bytes:
    lines = ["From: a@example.com", "Subject: bomb"]
    for level in range(depth):
        lines += [f"Content-Type: multipart/mixed; boundary=b{level}", "", f"--b{level}"]
    return "\r\n".join(lines).encode() + b"\r\nContent-Type: text/plain\r\n\r\nx"


@pytest.mark.parametrize(
    ("raw", "trouble"),
    [
        (_nested(2_000), Trouble.TOO_DEEP),
        (b"From: a@example.com\r\nX: " + b"x" * 300_000, Trouble.UNREADABLE),
        (b"", Trouble.NO_SENDER),
        (b"\x00\xff\xfe", Trouble.NO_SENDER),
        (b"From: not an address\r\n\r\nx", Trouble.NO_SENDER),
        (b"From: undisclosed-recipients:;\r\n\r\nx", Trouble.NO_SENDER),
    ],
)
def test_bomb_is_put_aside_quickly(raw: bytes, trouble: Trouble) -> None:
    began = time.process_time()
    with pytest.raises(PutAside) as aside:
        _parsed(raw)
    assert aside.value.trouble == trouble
    assert time.process_time() - began < 1


def test_many_parts_are_put_aside() -> None:
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _part in range(5_000))
    with pytest.raises(PutAside):
        _parsed(b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--")


@pytest.mark.parametrize("charset", ["x-unknown", "utf-16", "", "idna", "rot13", "hex", "unicode_escape", "a\x00b"])
def test_charset_that_lies_does_not_matter(charset: str) -> None:
    raw = (
        f"From: =?{charset}?Q?=C3=A5?= <a@example.com>\r\nSubject: =?{charset}?B?w6U=?=\r\n"
        f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    ).encode() + b"bl\xe5b\xc3\xa6r\x00"
    mail = _parsed(raw)
    assert "\x00" not in mail.text + mail.subject + mail.sender.name


def test_header_cannot_bring_another() -> None:
    mail = _parsed(
        mail_from(Cc="ola@example.com").replace(b"Subject: ", b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@example.com?= ")
    )
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert [box.address for box in mail.cc] == ["ola@example.com"]


def test_long_list_of_recipients_is_cut() -> None:
    everybody = ", ".join(f"person{number}@example.com" for number in range(3_000))
    message = EmailMessage()
    message["From"] = "a@example.com"
    raw = message.as_bytes().rstrip(b"\n") + f"\nTo: {everybody}\n\nx".encode()
    assert len(_parsed(raw).to) <= 100


@given(st.binary(max_size=400), st.binary(max_size=200))
def test_no_bytes_raise_anything_else(head: bytes, body: bytes) -> None:
    for raw in (head + body, b"From: a@example.com\r\n" + head + b"\r\n\r\n" + body):
        try:
            mail = _parsed(raw)
        except PutAside:
            continue
        assert "\x00" not in mail.text


@given(st.sampled_from(["Content-Type", "Subject", "Cc", "Content-Disposition", "Message-ID", "References"]), st.text())
def test_no_header_raises_anything_else(name: str, value: str) -> None:
    raw = f"From: a@example.com\r\n{name}: {value}\r\n\r\nx".encode(errors="replace")
    with suppress(PutAside):
        assert _parsed(raw).sender.address == "a@example.com"
