"""Addresses of people and machines in a line of text: how they are recognised, and how they are taken out."""

import ipaddress
import re

from privacy.web.routes import HIDDEN, path_shape

_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![\w:.])")
# The sign itself, full-width and small, percent-encoded any number of times, and as Python or HTML escape it.
_AT = r"(?:[@＠﹫]|%(?:25)*40|%(?:25)*EF%(?:25)*BC%(?:25)*A0|\\uff20|\\x40|&#(?:64|x40);|&commat;)"  # noqa: RUF001
_LOCAL_PART = r"(?:\"[^\"]{1,64}\"|[^\s@＠﹫/:<>\"'*=?&,;()]{1,256})"  # noqa: RUF001
_MAIL = re.compile(rf"{_LOCAL_PART}{_AT}[^\s/:<>\"'*?&,;()]*[^\W_]", re.IGNORECASE)
_MAIL_SIGNS = ("@", "＠", "﹫", "%", "\\", "&")  # noqa: RUF001 - one of them begins every _AT
_AT_SIGN = re.compile(_AT, re.IGNORECASE)
_WITH_DOT = re.compile(rf"{_AT}.*[.．。]", re.IGNORECASE)  # noqa: RUF001
_WORKER = "celery@"  # a Celery worker is named after its machine; that is no address

# A signed token, as `privacy.web.tokens` makes it, and whatever is stuck to it.
_TOKEN = re.compile(r"[\w-]{16,200}[.:][\w-]{4,12}[.:][\w-]{20,}[^\s\"']*")
_URL = re.compile(r"\b([a-z][a-z0-9+.-]{0,20})://[^\s\"'<>]+", re.IGNORECASE)
_REQUEST_LINE = re.compile(r"\b([A-Z]{3,10}) (/.*?)( HTTP/\d|$)")
_PATH = re.compile(r"(?<![\w.…/<])/[^\s\"'`,;()\[\]{}]*[^\s\"'`,;()\[\]{}.:]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

PATTERNS = (_IPV4, _IPV6, _MAIL)


def address_in(line: str) -> str:
    """Return ``IPv4``, ``IPv6`` or ``e-mail`` if the line contains such an address, else an empty string.

    Loopback and unspecified addresses, and networks such as ``198.51.100.0/24``, do not count: they identify nobody.
    """
    if "." in line and any(_is_personal(match.group()) for match in _IPV4.finditer(line)):
        return "IPv4"
    if ":" in line and any(_is_personal(match.group()) for match in _IPV6.finditer(line)):
        return "IPv6"
    if any(sign in line for sign in _MAIL_SIGNS) and _AT_SIGN.search(line):
        # With a dot after the sign: a name such as "user@host" is also how programs call a service.
        mails = (match.group() for match in _MAIL.finditer(line) if not match.group().startswith(_WORKER))
        return "e-mail" if any(_WITH_DOT.search(mail) for mail in mails) else ""
    return ""


def redact(text: str, *, keep_paths: tuple[str, ...] = ()) -> str:
    """Return the text in one line, without addresses, tokens, and the segments and queries of paths that are not ours.

    Paths that start with one of ``keep_paths`` are of files and stay.
    """
    text = _CONTROL.sub(" ", text)
    text = _URL.sub(rf"\1://{HIDDEN}", text)
    text = _REQUEST_LINE.sub(lambda match: f"{match[1]} {path_shape(match[2])}{match[3]}", text)
    text = _PATH.sub(lambda match: match[0] if match[0].startswith(keep_paths or "\0") else path_shape(match[0]), text)
    text = _TOKEN.sub(HIDDEN, text)
    text = _MAIL.sub(lambda match: match[0] if match[0].startswith(_WORKER) else HIDDEN, text)
    for pattern in (_IPV4, _IPV6):
        text = pattern.sub(_network_of, text)
    return text


def network_of(address: str) -> str:
    """Return the network of an address, too coarse to identify a person: /24 of IPv4, /48 of IPv6; else ``-``."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def _network_of(match: "re.Match[str]") -> str:
    address = match.group()
    return network_of(address.partition("/")[0]) if _is_personal(address) else address


def _is_personal(text: str) -> bool:
    try:
        if "/" in text:
            network = ipaddress.ip_network(text)  # raises for a host address with a mask
            return network.prefixlen > (24 if network.version == 4 else 48)
        address = ipaddress.ip_address(text)
    except ValueError:
        return "/" in text and _is_personal(text.partition("/")[0])
    return not (address.is_loopback or address.is_unspecified)
