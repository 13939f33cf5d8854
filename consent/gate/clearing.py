"""Deleting cookies on the host and every parent domain, and on every path above the page.

The names come from a browser, and scripts may choose them freely. A name that is no token (RFC 6265) cannot be put into
a header in a way that every program between here and the browser reads alike: the gate in the browser clears it.
"""

import re
from collections.abc import Container, Iterable, Iterator
from http.cookies import Morsel
from ipaddress import ip_address

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path

_EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_MOST = 40  # headers; proxies refuse an answer whose head is long. What is left goes with the next page.


def domains(host: str) -> Iterator[str]:
    """Yield the domains on which a page of this host could have set a cookie: "" (host-only), the host, its parents.

    Never the top-level domain; an IP address has no parents.
    """
    yield ""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name.startswith("[") or _is_address(name):
        return
    labels = name.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def paths(path: str) -> Iterator[str]:
    """Yield the paths of cookies visible to a page at ``path``, with and without the last slash; "/" first."""
    yield "/"
    for end, letter in enumerate(path[1:], start=1):
        if letter == "/":
            yield path[:end]
            yield path[: end + 1]
    if not path.endswith("/"):
        yield path


def expire(response: HttpResponse, host: str, names: Iterable[str], path: str = "/") -> None:
    """Expire these cookies on every domain and path where a page of this host, at this path, could see them.

    Never raises; leaves out the names that cannot be put into a header. Cookies of a partition are expired on the
    host alone.
    """
    tokens = [name for name in names if _TOKEN.fullmatch(name)]
    for name, place, domain in _places(host, tokens, escape_uri_path(path)):
        if place != "/" and len(response.cookies) >= _MOST:
            return
        # Django keeps a single Set-Cookie for each name; every domain and path needs its own.
        key = " ".join(part for part in (name, domain, place.removeprefix("/")) if part)
        dict.__setitem__(response.cookies, key, _expired(Morsel(), name, place, domain))
        if place == "/" and not domain:
            dict.__setitem__(response.cookies, f"{name} partitioned", _expired(_InPartition(), name, place, domain))


class _InPartition(Morsel[str]):
    """A cookie of the partition of a top-level site, which is another cookie than the plain one (CHIPS)."""

    def OutputString(self, attrs: Container[str] | None = None) -> str:  # noqa: N802 - the library's name
        return f"{super().OutputString(attrs)}; Partitioned"


def _expired(morsel: Morsel[str], name: str, path: str, domain: str) -> Morsel[str]:
    # Not ``set``, which refuses names such as ``path`` that a browser accepts.
    morsel.__setstate__({"key": name, "value": "", "coded_value": ""})  # type: ignore[attr-defined]
    morsel.update({"max-age": "0", "expires": _EPOCH, "path": path, "samesite": "Lax", "domain": domain})
    # A browser refuses these without it, also to delete them (RFC 6265bis).
    if isinstance(morsel, _InPartition) or name.lower().startswith(("__secure-", "__host-")):
        morsel["secure"] = True
    if isinstance(morsel, _InPartition):
        morsel["samesite"] = "None"
    return morsel


def _places(host: str, names: list[str], path: str) -> Iterator[tuple[str, str, str]]:
    return ((name, place, domain) for place in paths(path) for name in names for domain in domains(host))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
