"""Reading one public page of somebody else's, politely and within bounds."""

import ipaddress
import socket
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from privacy.errors import Unreadable

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


def fetch(url: str) -> str:
    """Return the text of a page. Raises ``Unreadable`` when it is too large, too slow, not there or not public."""
    _refuse_what_is_inside(url)
    request = Request(url, headers={"User-Agent": f"register ({settings.BASE_URL})", "Accept": "text/*"})  # noqa: S310
    try:
        with build_opener(_Redirects).open(request, timeout=_PATIENCE) as answer:
            content: bytes = answer.read(LARGEST + 1)
            charset = answer.headers.get_content_charset() or "utf-8"
    except (OSError, ValueError) as error:
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
    if settings.MAY_READ_PRIVATE_ADDRESSES:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise Unreadable from error
    if not all(ipaddress.ip_address(one[4][0]).is_global for one in found):
        raise Unreadable
