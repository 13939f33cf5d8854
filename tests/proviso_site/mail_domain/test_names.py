"""The client of the domain name system, against a name server of the test that speaks RFC 1035."""

import socket
import struct
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from proviso_site.mail_domain.errors import NameServerError
from proviso_site.mail_domain.names import NameServer, local_server

LONG = "v=spf1 " + "ip4:192.0.2.1 " * 30 + "-all"
ZONE = {
    (b"\x07example\x03com\x00", 16): [LONG],
    (b"\x07example\x03com\x00", 15): ["mail"],
    (b"\x06_dmarc\x07example\x03com\x00", 16): ["v=DMARC1; p=reject; rua=mailto:d@example.com"],
}


def answer(query: bytes, *, is_tcp: bool) -> bytes:
    end = query.index(b"\0", 12) + 1
    name, (kind, _class) = query[12:end], struct.unpack_from("!HH", query, end)
    records = b""
    for text in ZONE.get((name, kind), []):
        # A part of a TXT record has at most 255 bytes; the host of MX points back into the question.
        data = text.encode()
        parts = [data[at : at + 255] for at in range(0, len(data), 255)]
        body = b"".join(bytes([len(part)]) + part for part in parts)
        body = struct.pack("!H", 10) + b"\x04mail\xc0\x0c" if kind == 15 else body
        records += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(body)) + body
    count = len(ZONE.get((name, kind), []))
    cut = len(records) > 400 and not is_tcp
    code = 5 if name.startswith(b"\x07refused") else 0 if count else 3
    head = query[:2] + struct.pack("!HHHHH", 0x8180 | (0x0200 if cut else 0) | code, 1, 0 if cut else count, 0, 0)
    return head + query[12 : end + 4] + (b"" if cut else records)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        number = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", number))

        def serve_udp() -> None:
            while True:
                query, place = udp.recvfrom(4096)
                if query == b"end":
                    return
                udp.sendto(answer(query, is_tcp=False), place)

        def serve_tcp() -> None:
            while True:
                asked, _place = tcp.accept()
                with asked:
                    if not (query := asked.recv(4096)):
                        return
                    whole = answer(query[2:], is_tcp=True)
                    asked.sendall(struct.pack("!H", len(whole)) + whole)

        threads = [Thread(target=serve, daemon=True) for serve in (serve_udp, serve_tcp)]
        for thread in threads:
            thread.start()
        yield number
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"end", ("127.0.0.1", number))
        socket.create_connection(("127.0.0.1", number)).close()
        for thread in threads:
            thread.join(timeout=30)


def test_records_are_read(port: int) -> None:
    ask = NameServer("127.0.0.1", port)
    assert ask("_dmarc.example.com", "TXT") == ["v=DMARC1; p=reject; rua=mailto:d@example.com"]
    assert ask("example.com", "MX") == ["mail.example.com"]
    assert ask("nothing.example.com", "TXT") == []


def test_answer_that_is_cut_off_is_asked_for_over_tcp(port: int) -> None:
    assert NameServer("127.0.0.1", port)("example.com", "TXT") == [LONG]


def test_refusal_is_an_error(port: int) -> None:
    with pytest.raises(NameServerError, match="code 5"):
        NameServer("127.0.0.1", port)("refused.example.com", "TXT")


@pytest.mark.parametrize("name", ["", "a..example.com", "a" * 64 + ".example.com"])
def test_text_that_is_no_name_is_an_error(port: int, name: str) -> None:
    with pytest.raises(NameServerError, match="no name"):
        NameServer("127.0.0.1", port)(name, "TXT")


def test_server_of_the_machine_is_read(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text("# nameserver 192.0.2.1\nsearch example.com\nnameserver 192.0.2.53\nnameserver 192.0.2.54\n")
    assert local_server(path) == "192.0.2.53"
    with pytest.raises(NameServerError, match="--server"):
        local_server(tmp_path / "none")


def test_command_looks_at_the_domain_that_mail_comes_from(port: int, settings: object) -> None:
    settings.DEFAULT_FROM_EMAIL = "Proviso <post@example.com>"
    out = StringIO()
    with pytest.raises(CommandError, match="1 faults: mail from example"):
        call_command("check_mail_domain", selector=["pm"], server=f"127.0.0.1#{port}", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "ok    MX example.com",
        "ok    SPF example.com",
        "FAULT DKIM pm._domainkey.example.com",
        "ok    DMARC _dmarc.example.com",
    ]
