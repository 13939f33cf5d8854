"""Hand encoded copies to an SMTP server, with as few waits for its answers as it allows."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

_GO_ON, _TAKEN, _END = 354, 250, b".\r\n"
_ACCEPTED = (250, 251)
Answer = tuple[int, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class EncodedCopy:
    """A copy for SMTP. ``content``: its lines end in CRLF, a dot at the start of one is doubled (RFC 5321, 4.5.2)."""

    sender: str
    recipient: str
    content: bytes


def hand_over(client: smtplib.SMTP, copy: EncodedCopy) -> None:
    """Send a copy. Raises as ``smtplib.SMTP.sendmail`` does; the connection is then of no further use."""
    client.ehlo_or_helo_if_needed()
    size = f" SIZE={len(copy.content)}" if client.has_extn("size") else ""
    lines = (f"MAIL FROM:<{copy.sender}>{size}\r\n", f"RCPT TO:<{copy.recipient}>\r\n", "DATA\r\n")
    commands = [line.encode("ascii") for line in lines]
    if client.has_extn("pipelining"):  # RFC 2920
        client.send(b"".join(commands))
        answers = [client.getreply() for _command in commands]
    else:
        answers = _one_by_one(client, commands)
    if answers[-1][0] == _GO_ON and (answers[0][0] != _TAKEN or answers[1][0] not in _ACCEPTED):
        client.send(_END)  # nothing, for nobody: the server waits for a message before it reads another command
        client.getreply()
    _look_at(answers, copy)
    client.send(copy.content + _END)
    code, text = client.getreply()
    if code != _TAKEN:
        raise smtplib.SMTPDataError(code, text)


def _one_by_one(client: smtplib.SMTP, commands: Sequence[bytes]) -> list[Answer]:
    """Return the answers up to the first that refuses."""
    answers = list[Answer]()
    for command in commands:
        client.send(command)
        answers.append(client.getreply())
        if answers[-1][0] not in (*_ACCEPTED, _GO_ON):
            break
    return answers


def _look_at(answers: Sequence[Answer], copy: EncodedCopy) -> None:
    if answers[0][0] != _TAKEN:
        raise smtplib.SMTPSenderRefused(*answers[0], copy.sender)
    if answers[1][0] not in _ACCEPTED:
        raise smtplib.SMTPRecipientsRefused({copy.recipient: answers[1]})
    if answers[2][0] != _GO_ON:
        raise smtplib.SMTPDataError(*answers[2])
