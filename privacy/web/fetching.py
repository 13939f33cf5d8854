"""Fetching of a public page of another site, with limits on size, time and addresses."""

import ipaddress
import socket
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from privacy.conf import privacy_settings
from privacy.web.errors import Unreadable

LARGEST = 2_000_000  # bytes
_PATIENCE = 10  # seconds


class _Redirects(HTTPRedirectHandler):
    """Follow at most three redirects, each to a public address."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        _refuse_private_url(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Connection(HTTPConnection):
    """A connection that refuses private addresses."""

    def connect(self) -> None:
        super().connect()
        # Checked again here: the name may resolve to another address than when the URL was checked (DNS rebinding).
        _refuse_private(self.sock.getpeername()[0])


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_private(self.sock.getpeername()[0])


class _Plain(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Connection, req)


class _Secure(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, req)


def fetch(url: str) -> str:
    """Return the text of a page. Raises ``Unreadable`` if it is missing, not public, too large or too slow."""
    try:
        _refuse_private_url(url)
        agent = f"register ({privacy_settings().base_url})"
        request = Request(url, headers={"User-Agent": agent, "Accept": "text/*"})  # noqa: S310
        # Without a proxy: it would connect for us, and no address would be checked.
        with build_opener(ProxyHandler({}), _Plain, _Secure, _Redirects).open(request, timeout=_PATIENCE) as answer:
            content: bytes = answer.read(LARGEST + 1)
            charset = answer.headers.get_content_charset() or "utf-8"
    except (OSError, ValueError, HTTPException) as error:
        raise Unreadable from error
    if len(content) > LARGEST:
        raise Unreadable
    try:
        return content.decode(charset, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _refuse_private_url(url: str) -> None:
    """Raise ``Unreadable`` for a URL that is not on the public web."""
    # Staff enter addresses in a form: none may make this server read its own network (SSRF).
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreadable
    if privacy_settings().may_read_private_addresses:
        return
    try:
        addresses = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise Unreadable from error
    for _family, _type, _protocol, _name, address in addresses:
        _refuse_private(str(address[0]))


def _refuse_private(address: str) -> None:
    if not privacy_settings().may_read_private_addresses and not ipaddress.ip_address(address).is_global:
        raise Unreadable
