"""How a person is found: by an address, in one normal form."""

import unicodedata


def normalise_address(address: str) -> str:
    """Return the one form in which an e-mail address is stored and looked up.

    Trimmed, lower case and Unicode NFC. RFC 5321 lets the part before the @ be case-sensitive; no
    mail system in use makes it so, and two people who differ only in case would be one breach.
    """
    # Not casefold: it turns ß into ss, which is another mailbox. Lower case can come apart, so NFC comes last too.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower())
