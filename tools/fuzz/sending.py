"""Two ways to send a request: to the application in this process, and over a socket to a site that runs."""

import contextlib
import http.client
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from proviso_site.serving.application import Wsgi, call_wsgi
from proviso_site.serving.environ import add_body, make_environ
from tools.fuzz.generator import GeneratedRequest, Header

_PATIENCE = 30.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer; ``status`` 0: the connection ended without one."""

    status: int
    headers: tuple[Header, ...] = ()
    content: bytes = b""


Send = Callable[[GeneratedRequest, int], Answer]


def in_process(application: Wsgi, *, host: str, scheme: str) -> Send:
    """Return what sends the request with a number to ``application``."""

    def send(request: GeneratedRequest, number: int) -> Answer:
        status, headers, content = call_wsgi(application, _environ(request, number, host, scheme))
        return Answer(status=status, headers=tuple(headers), content=content)

    return send


def over_socket(port: int, *, wait: float = 0.5) -> Send:
    """Return what sends a request to the site at ``port`` of this machine, on a connection of its own.

    ``wait``: seconds until the connection is given up whose request lacks its end, and which the server keeps open.
    """

    def send(request: GeneratedRequest, number: int) -> Answer:
        patience = _PATIENCE if request.is_whole else wait
        with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
            # A server that refuses a request does not wait for the end of it.
            with contextlib.suppress(ConnectionError, TimeoutError):
                connection.sendall(request.raw or _written(request))
            try:
                return _read(connection, request.method)
            except (ConnectionError, TimeoutError, http.client.HTTPException):
                return Answer(status=0)

    return send


def _written(request: GeneratedRequest) -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{request.method} ".encode() + request.target + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in request.headers]
    return b"\r\n".join([*lines, b"connection: close", b"", b""]) + request.body


def _read(connection: socket.socket, method: str) -> Answer:
    answer = http.client.HTTPResponse(connection, method=method)
    answer.begin()
    headers = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.getheaders())
    return Answer(status=answer.status, headers=headers, content=answer.read())


def _environ(request: GeneratedRequest, number: int, host: str, scheme: str) -> dict[str, Any]:
    path, _, query = request.target.partition(b"?")
    environ = make_environ(
        {
            "method": request.method,
            "path": unquote_to_bytes(path).decode(errors="replace"),
            "query_string": query,
            "server": (host, 443),
            # From many networks: one would soon be refused for its number of posts.
            "client": (f"10.{number // 256 % 256}.{number % 256}.1", 1),
            "http_version": "1.1",
            "scheme": scheme,
            "headers": request.headers,
        }
    )
    length = environ.get("CONTENT_LENGTH")
    add_body(environ, request.body)
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    return environ
