"""Reading one public page of somebody else's, politely and within bounds."""

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
    """Follow a few redirects, each to an address that may be read."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        _refuse_what_is_inside(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Connection(HTTPConnection):
    """A connection that asks nothing of a machine inside, whatever the name meant when it was looked up before."""

    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock.getpeername()[0])


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock.getpeername()[0])


class _Plain(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Connection, req)


class _Secure(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, req)


def fetch(url: str) -> str:
    """Return the text of a page. Raises ``Unreadable`` when it is too large, too slow, not there or not public."""
    try:
        _refuse_what_is_inside(url)
        agent = f"register ({privacy_settings().base_url})"
        request = Request(url, headers={"User-Agent": agent, "Accept": "text/*"})  # noqa: S310
        # No proxy: one would connect in our place, to wherever it likes.
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


def _refuse_what_is_inside(url: str) -> None:
    """Refuse what is not on the public web, so that nobody reads our own network by way of an address in a form."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreadable
    if privacy_settings().may_read_private_addresses:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise Unreadable from error
    for one in found:
        _refuse_inside(str(one[4][0]))


def _refuse_inside(address: str) -> None:
    if not privacy_settings().may_read_private_addresses and not ipaddress.ip_address(address).is_global:
        raise Unreadable
