"""A small client of the domain name system (RFC 1035): what a check of a few records needs."""

import secrets
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol

from proviso_site.mail_domain.errors import NameServerError

Kind = Literal["TXT", "MX"]
_KINDS: dict[Kind, int] = {"MX": 15, "TXT": 16}
_MOST_BYTES = 1232  # of an answer over UDP that no network splits
_CUT_OFF, _CODE, _NO_SUCH_NAME = 0x0200, 0x000F, 3
_SECONDS = 4.0
_ATTEMPTS = 2


class Resolver(Protocol):
    """Return the records of a name, aliases followed: whole texts of TXT, hosts of MX; empty if there is none.

    Raises ``NameServerError`` if nobody answers.
    """

    def __call__(self, name: str, kind: Kind) -> list[str]: ...


class NameServer:
    """Asks one recursive name server."""

    def __init__(self, address: str, port: int = 53) -> None:
        self._place = (address, port)

    def __call__(self, name: str, kind: Kind) -> list[str]:
        query = _query(name, _KINDS[kind])
        answer = self._over_udp(query)
        if _flags(answer) & _CUT_OFF:
            answer = self._over_tcp(query)
        code = _flags(answer) & _CODE
        if code not in (0, _NO_SUCH_NAME):
            raise NameServerError(f"It answered {name} with code {code}.")
        try:
            return list(_records(answer, _KINDS[kind]))
        except (IndexError, struct.error) as error:
            raise NameServerError(f"Its answer about {name} is damaged.") from error

    def _over_udp(self, query: bytes) -> bytes:
        family = socket.AF_INET6 if ":" in self._place[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.settimeout(_SECONDS)
            for _attempt in range(_ATTEMPTS):
                try:
                    # Connected, so that nobody else's datagram is taken for the answer.
                    asked.connect(self._place)
                    asked.send(query)
                    answer = asked.recv(65_535)
                except OSError:
                    continue
                if len(answer) > 12 and answer[:2] == query[:2]:
                    return answer
        raise NameServerError

    def _over_tcp(self, query: bytes) -> bytes:
        try:
            with socket.create_connection(self._place, timeout=_SECONDS) as asked, asked.makefile("rb") as read:
                asked.sendall(struct.pack("!H", len(query)) + query)
                (length,) = struct.unpack("!H", read.read(2))
                answer = read.read(length)
        except (OSError, struct.error) as error:
            raise NameServerError from error
        if len(answer) <= 12 or answer[:2] != query[:2]:
            raise NameServerError
        return answer


def local_server(settings: Path = Path("/etc/resolv.conf")) -> str:
    """Return the address of the name server of this machine. Raises ``NameServerError`` if none is set."""
    try:
        lines = settings.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise NameServerError from error
    servers = [words[1] for line in lines if len(words := line.split()) > 1 and words[0] == "nameserver"]
    if not servers:
        raise NameServerError
    return servers[0].partition("%")[0]


def _query(name: str, kind: int) -> bytes:
    """Return a question with a random number, and room for an answer of the usual size (RFC 6891)."""
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    if not all(0 < len(label) < 64 for label in labels):
        raise NameServerError(f"{name} is no name.")
    asked = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = struct.pack("!HHHHHH", secrets.randbelow(65_536), 0x0100, 1, 0, 0, 1)
    return head + asked + struct.pack("!HH", kind, 1) + b"\0" + struct.pack("!HHIH", 41, _MOST_BYTES, 0, 0)


def _flags(answer: bytes) -> int:
    return int(struct.unpack_from("!H", answer, 2)[0])


def _records(answer: bytes, wanted: int) -> Iterator[str]:
    questions, answers = struct.unpack_from("!HH", answer, 4)
    at = 12
    for _question in range(questions):
        at = _after_name(answer, at) + 4
    for _record in range(answers):
        at = _after_name(answer, at)
        kind, _class, _seconds, length = struct.unpack_from("!HHIH", answer, at)
        at += 10
        if kind == wanted:
            yield _texts(answer[at : at + length]) if kind == _KINDS["TXT"] else _name(answer, at + 2)
        at += length


def _texts(data: bytes) -> str:
    """Return the parts of a TXT record as one text."""
    parts = []
    while data:
        parts.append(data[1 : 1 + data[0]])
        data = data[1 + data[0] :]
    return b"".join(parts).decode("utf-8", "replace")


def _after_name(answer: bytes, at: int) -> int:
    while (length := answer[at]) and length < 0xC0:
        at += 1 + length
    return at + (2 if length else 1)


def _name(answer: bytes, at: int) -> str:
    labels = []
    for _jump in range(128):  # a name that points at itself has no end
        length = answer[at]
        if not length:
            break
        if length >= 0xC0:
            at = struct.unpack_from("!H", answer, at)[0] & 0x3FFF
            continue
        labels.append(answer[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return ".".join(labels).lower()
