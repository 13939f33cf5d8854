"""The keys of the suppression list, which are outside the database.

The newest key comes first and makes new codes. Older keys stay in the setting for as long as rows made with them are to
be found: an address that is gone cannot be hashed again.
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from newsletter.conf import newsletter_settings
from privacy.addresses.normal import lookup_form

_LIST = b"newsletter"
_ROW = b"newsletter row\0"


@dataclass(frozen=True, kw_only=True)
class Code:
    """The code of an address under a key."""

    key_id: str
    code: str


def is_on() -> bool:
    """Tell whether the site keeps a suppression list at all."""
    return bool(newsletter_settings().suppression_keys)


def codes_of(address: str) -> list[Code]:
    """Return the codes of an address under every known key, that of the newest first; none if the list is off."""
    mailbox = lookup_form(address).encode()
    return [
        Code(key_id=_key_id(key), code=hmac.digest(key.encode(), _LIST + b"\0" + mailbox, "sha256").hex())
        for key in newsletter_settings().suppression_keys
    ]


def codes_of_row(row_id: UUID) -> list[Code]:
    """Return the codes of a subscription that a link from before names, as ``codes_of`` those of an address."""
    return [
        Code(key_id=_key_id(key), code=hmac.digest(key.encode(), _ROW + row_id.bytes, "sha256").hex())
        for key in newsletter_settings().suppression_keys
    ]


def _key_id(key: str) -> str:
    return hashlib.sha256(b"newsletter key\0" + key.encode()).hexdigest()[:8]
