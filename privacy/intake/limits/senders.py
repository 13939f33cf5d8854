"""The sender of a public post: a keyed hash of its network for one day, never the network itself."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "privacy.limits.sender"
_STAMP = re.compile(rb'name="loaded" value="([^"]*)"')
_LEAST_TIME = timedelta(seconds=1.5)
_MOST_TIME = timedelta(days=1)
_IPV4_PREFIX, _IPV6_PREFIX = 24, 56


@dataclass(frozen=True, kw_only=True)
class Sender:
    """``key`` tells senders of one day apart; ``is_hasty``: nobody can have read the form before it was sent."""

    key: str
    is_hasty: bool


def sender_of(request: HttpRequest, loaded: str, now: datetime) -> Sender:
    """Return the sender of a post; ``loaded`` is what the page had from ``stamp``."""
    return Sender(key=sender_key(request, now.date()), is_hasty=_is_hasty(loaded, now))


def sender_key(request: HttpRequest, day: date) -> str:
    """Return the key of a request's network on a day."""
    return keyed(f"{day.isoformat()} {_network(request.META.get('REMOTE_ADDR', ''))}")


def keyed(text: str) -> str:
    """Return a text as a hash that nobody without the site's key can look up."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]


def stamp(now: datetime) -> str:
    """Return the signed time for a form's page, in seconds: the page may be cached, and it tells nobody apart."""
    return _signer().sign(str(int(now.timestamp())))


def _signer() -> Signer:
    # Not made at import: tools import this without the site's key.
    return Signer(salt="privacy.limits.loaded", sep=".")


def without_stamps(page: bytes) -> bytes:
    """Return a page without the signed times that are ours: two visitors get the same page but for the clock."""

    def emptied(found: "re.Match[bytes]") -> bytes:
        try:
            is_time = _signer().unsign(found[1].decode("ascii", "replace")).isdecimal()
        except BadSignature:
            is_time = False
        return b'name="loaded" value=""' if is_time else found[0]

    return _STAMP.sub(emptied, page)


def _is_hasty(loaded: str, now: datetime) -> bool:
    seconds = open_for(loaded, now)
    return seconds is None or not _LEAST_TIME <= timedelta(seconds=seconds) <= _MOST_TIME


def open_for(loaded: str, now: datetime) -> float | None:
    """Return for how many seconds a form was open; None if its time is missing or was made up."""
    try:
        return now.timestamp() - int(_signer().unsign(loaded))
    except (BadSignature, ValueError):
        return None


def _network(address: str) -> str:
    """Return the part of an address that its user cannot change at will."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    prefix = _IPV4_PREFIX if parsed.version == 4 else _IPV6_PREFIX
    return str(ipaddress.ip_network((int(parsed) if parsed.version == 4 else parsed, prefix), strict=False))
