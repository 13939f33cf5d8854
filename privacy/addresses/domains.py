"""The half of an address after the @: one ASCII form for every spelling of a domain (UTS 46, IDNA 2008)."""

import re

import idna

from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress

LONGEST_DOMAIN = 253
# A last label that is a number makes an IPv4 address of the whole, also in hexadecimal.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


def ascii_domain(written: str) -> str:
    """Return a domain in lower case and ASCII, such as ``xn--blbr-roah.example``. Raises ``InvalidAddress``.

    Refuses what is no name of a domain: an address in brackets, a number, a single label, an empty label.
    """
    try:
        domain = idna.encode(written, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidAddress(AddressFault.DOMAIN) from error
    labels = domain.split(".")
    if len(labels) < 2 or "" in labels or _NUMBER.fullmatch(labels[-1]) or len(domain) > LONGEST_DOMAIN:
        raise InvalidAddress(AddressFault.DOMAIN)
    return domain
