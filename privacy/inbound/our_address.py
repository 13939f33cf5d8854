"""The address at which the site takes mails in, and its tags: ``post+TAG@example.com`` reaches ``post@example.com``."""

from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import Address, normalise_address
from privacy.conf import privacy_settings


def our_address() -> Address | None:
    """Return the address of the mailbox that the site reads; None if it reads none."""
    try:
        return normalise_address(privacy_settings().inbound_address)
    except InvalidAddress:
        return None


def tag_of(address: Address) -> str | None:
    """Return the tag of our own address, empty without one; None if it is another's."""
    ours = our_address()
    base, _plus, tag = address.local.partition("+")
    return tag if ours is not None and (base, address.domain) == (ours.local, ours.domain) else None


def tagged(tag: str) -> str:
    """Return our address with a tag, to which a mail can be answered; empty if the site reads no mailbox."""
    ours = our_address()
    return f"{ours.local}+{tag}@{ours.domain}" if ours is not None else ""
