"""Normal form of e-mail addresses, by which people are found."""

import unicodedata


def normalise_address(address: str) -> str:
    """Return an e-mail address as it is stored and looked up: trimmed, in lower case and Unicode NFC."""
    # RFC 5321 allows a case-sensitive part before the @, but no mail system in use has one, and confusing two people
    # who differ only in case would be a breach. Not casefold: it turns ß into ss, which is another mailbox. NFC also
    # comes last, because lower case can decompose characters.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower())
