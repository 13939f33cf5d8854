"""The visitor's address behind proxies: what the proxies that we trust say, and nothing that a visitor can write.

Each proxy appends the address of whoever connected to it to ``X-Forwarded-For``, behind what that one sent. So the
header is read from its end. The web server's own reader takes the first address when every proxy is trusted: a visitor
could write any there, and with that choose whose limits to use up.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
EVERYBODY = "*"
_FORWARDED = "HTTP_X_FORWARDED_FOR"


class TrustedProxies:
    """A WSGI application that sets ``REMOTE_ADDR`` to the address of the visitor.

    ``trusted`` lists addresses and networks of proxies, separated by commas, or is ``*``: whoever connects is the only
    proxy. Raises ``ImproperlyConfigured``.
    """

    def __init__(self, application: WsgiApplication, trusted: str) -> None:
        self._application = application
        names = [name.strip() for name in trusted.split(",") if name.strip()]
        self._is_everybody = EVERYBODY in names
        try:
            self._networks = [ipaddress.ip_network(name, strict=False) for name in names if name != EVERYBODY]
        except ValueError as error:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from error

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = self.visitor(environ.get("REMOTE_ADDR", ""), environ.get(_FORWARDED, ""))
        return self._application(environ, start_response)

    def visitor(self, connected: str, forwarded: str) -> str:
        """Return the address of the visitor: the last one that no trusted proxy has."""
        if not self._is_everybody and not self._is_trusted(connected):
            return connected
        visitor = connected
        for entry in reversed(forwarded.split(",")):
            address = _address(entry)
            if not address:
                break
            visitor = address
            if self._is_everybody or not self._is_trusted(address):
                break
        return visitor

    def _is_trusted(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def _address(entry: str) -> str:
    """Return the address in an entry of the header, without a port; empty if there is none."""
    text = entry.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    return str(_parsed(text) or "")


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
