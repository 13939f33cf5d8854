"""Slow clients against the production server: they wait, and nobody else does."""

import contextlib
import http.client
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso_site.children import Child, stop_all
from proviso_site.embedded.processes import choose_port, wait_until
from proviso_site.run import programs
from tests.proviso_site.test_production import HOST, PROXY, ask

STALLED = 200
ROUNDS = 5
BODY_SECONDS = 4
HEAD = "\r\n".join(f"{name}: {value}" for name, value in PROXY.items())
# What each kind of slow client has sent when it falls silent.
SLOW = {
    "body": f"POST /kontakt/ HTTP/1.1\r\n{HEAD}\r\nContent-Length: 1000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nt",
    "chunked body": f"POST /kontakt/ HTTP/1.1\r\n{HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nt\r\n",
    "headers": f"GET / HTTP/1.1\r\n{HEAD}\r\nX-",
    "reading": f"GET / HTTP/1.1\r\n{HEAD}\r\n\r\n" * 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def port(production: dict[str, str]) -> Iterator[int]:
    folder = Path(production["VAR"])
    number = choose_port(folder / "slow-port")
    web = programs(folder, number, production | {"BODY_SECONDS": str(BODY_SECONDS)})[0]
    child = Child("web", web.arguments, web.environment, folder / "slow.log")
    child.start()
    assert wait_until(lambda: _answers(number), 60), child.last_words()
    yield number
    stop_all([child], patience=10)


@contextlib.contextmanager
def stalled(port: int, sent: str) -> Iterator[list[socket.socket]]:
    """Open ``STALLED`` connections that send the start of a request, and then nothing."""
    with contextlib.ExitStack() as stack:
        sockets = []
        for _number in range(STALLED):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(20)
            client.connect(("127.0.0.1", port))
            client.sendall(sent.encode())
            sockets.append(client)
        yield sockets


@pytest.mark.law("A-08")
@pytest.mark.parametrize("kind", SLOW)
def test_stalled_connections_leave_the_site_as_it_is(port: int, kind: str) -> None:
    # What slow clients do to a site they do each time; what other programs do to the machine passes.
    assert any(_leaves_the_site_as_it_is(port, SLOW[kind]) for _round in range(ROUNDS))


@pytest.mark.law("A-08")
def test_a_body_that_does_not_arrive_is_refused_with_every_header(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(SLOW["body"].encode())
        began = time.monotonic()
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert BODY_SECONDS - 0.5 < time.monotonic() - began < BODY_SECONDS + 5
        assert answer.status == 408
        assert answer.headers["Strict-Transport-Security"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        answer.read()
        assert client.recv(1) == b"", "the rest of the body would be the next request"


@pytest.mark.law("A-08")
def test_a_body_that_trickles_in_is_refused_at_the_same_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(SLOW["body"].encode())
        client.settimeout(0.2)
        began = time.monotonic()
        received = b""
        while not received and time.monotonic() - began < BODY_SECONDS + 5:
            client.sendall(b"x")
            with contextlib.suppress(TimeoutError):
                received = client.recv(100)
        assert received.startswith(b"HTTP/1.1 408")


@pytest.mark.law("A-08")
def test_headers_that_do_not_arrive_end_the_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(SLOW["headers"].encode())
        began = time.monotonic()
        client.recv(1000)
        assert time.monotonic() - began < 15


@pytest.mark.law("A-08")
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_large_body_is_refused_with_every_header(port: int, is_chunked: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = iter([b"a" * 65_536] * 64) if is_chunked else b"a" * 4_000_000
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
        connection.request("POST", "/kontakt/", body=body, headers=PROXY, encode_chunked=is_chunked)
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    connection.close()


@pytest.mark.parametrize(("size", "is_taken"), [(4_000_000, True), (17_000_000, False)])
def test_staff_may_send_more_than_others(port: int, size: int, is_taken: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
        connection.request("POST", "/admin/login/", body=b"a" * size, headers=PROXY)
    assert (connection.getresponse().status != 413) == is_taken
    connection.close()


@pytest.mark.law("A-08")
@pytest.mark.parametrize("chunks", ["zz\r\nx\r\n0\r\n\r\n", "-1\r\n\r\n", "5\nhello\n0\n\n", "ffffffffffffffffff\r\n"])
def test_chunks_that_are_none_are_refused_with_every_header(port: int, chunks: str) -> None:
    head = f"POST /kontakt/ HTTP/1.1\r\n{HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall((head + chunks).encode())
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert answer.status == 400
        assert answer.headers["Strict-Transport-Security"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def _leaves_the_site_as_it_is(port: int, sent: str) -> bool:
    idle = {path: _seconds(port, path) for path in ("/healthz", "/")}
    with stalled(port, sent):
        time.sleep(2)  # whole requests among what they have sent are answered first
        # A few milliseconds are the machine's, not the site's.
        return all(_seconds(port, path) < 2 * seconds + 0.005 for path, seconds in idle.items())


def _seconds(port: int, path: str) -> float:
    """Return the median time of an answer."""
    times = []
    for _time in range(15):
        began = time.perf_counter()
        assert ask(port, path, PROXY)[0] == 200
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _answers(port: int) -> bool:
    try:
        return ask(port, "/healthz", {"Host": HOST})[0] == 200
    except OSError:
        return False
