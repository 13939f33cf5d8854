"""One normal form for every spelling of a mailbox, by which people are found, limited and written to."""

import re
import unicodedata
from email.errors import MessageError, NonASCIILocalPartDefect
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from privacy.addresses.domains import ascii_domain
from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress

LONGEST_ADDRESS = 254
_LONGEST_LOCAL = 64
# Around an address only: what is copied from a page or a letter often ends with one.
_AROUND = " \t\r\n\u00a0\u3000"
_ATOM = r'[^\x00-\x20\x7f()<>\[\]:;@\\,."]+'
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
# At the end of a word, as Greeks write it.
_FINAL_SIGMA = re.compile(r"(?<=[^\W\d_])\u03c3(?![^\W\d_])")
# Control, format, surrogate, private and unassigned characters, and every kind of space.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
# Letters, marks and symbols that are drawn as nothing (Unicode: Default_Ignorable_Code_Point; Braille blank).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


class Address(str):
    """A mailbox in its normal form. ``written`` is the spelling that was given.

    Two spellings of a mailbox are equal. Only ``normalise_address`` makes it.
    """

    __slots__ = ("written",)
    written: str

    def __new__(cls, normal: str, written: str = "") -> Self:
        address = super().__new__(cls, normal)
        address.written = written or normal
        return address

    @property
    def local(self) -> str:
        """The part before the @."""
        return self.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The domain, in ASCII."""
        return self.rpartition("@")[2]

    @property
    def counted(self) -> str:
        """The address that a limit counts: without ``+tag``, because one person can make as many tags as they like."""
        base = self.local.partition("+")[0]
        return f"{base}@{self.domain}" if base and not base.startswith('"') else str(self)


def normalise_address(written: str) -> Address:
    """Return the mailbox that a text names. Raises ``InvalidAddress`` if it names none, or none that mail reaches.

    The domain is in lower case and ASCII (UTS 46). The part before the @ is in lower case and Unicode NFKC, without
    quotes that are not needed.
    """
    if isinstance(written, Address):
        return written
    text = written.strip(_AROUND)
    if len(text) > LONGEST_ADDRESS:
        raise InvalidAddress(AddressFault.TOO_LONG)
    _refuse_unseen(text)
    local, domain = _halves(text)
    normal = f"{_normal_local(local)}@{ascii_domain(domain)}"
    if len(normal.encode()) > LONGEST_ADDRESS:
        raise InvalidAddress(AddressFault.TOO_LONG)
    if not _fits_header(normal):
        raise InvalidAddress(AddressFault.UNMAILABLE)
    return Address(normal, text)


def lookup_form(written: str) -> str:
    """Return the normal form for a search; a text that is no address is only trimmed, in lower case and NFC.

    Rows from before there was a normal form may hold addresses that are refused today; they must still be found.
    """
    try:
        return normalise_address(written)
    except InvalidAddress:
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", written.strip()).lower())


def _refuse_unseen(text: str) -> None:
    if _UNSEEN.search(text) or any(unicodedata.category(character) in _UNSEEN_CATEGORIES for character in text):
        raise InvalidAddress(AddressFault.UNSEEN)


def _halves(text: str) -> tuple[str, str]:
    """Split an address at its last @."""
    signs = [place for place, character in enumerate(text) if "@" in unicodedata.normalize("NFKC", character)]
    if not signs:
        raise InvalidAddress(AddressFault.SYNTAX)
    local, domain = text[: signs[-1]], text[signs[-1] + 1 :]
    # A full-width sign may stand for the only @, as full-width letters stand for letters; folding another one would
    # make a second @ of it, and with that another domain.
    if any(text[place] != "@" for place in signs[:-1]):
        raise InvalidAddress(AddressFault.SYNTAX)
    return local, domain


def _normal_local(written: str) -> str:
    """Return the part before the @ in its normal form."""
    # RFC 5321 allows a case-sensitive part before the @, but no mail system in use has one, and confusing two people
    # who differ only in case would be a breach. Not casefold: it turns ß into ss, which is another mailbox.
    text = _folded(written)
    quoted = _QUOTED.fullmatch(text)
    content = _ESCAPED.sub(r"\1", quoted[1]) if quoted else text
    if not content or unicodedata.category(content[0]).startswith("M"):
        raise InvalidAddress(AddressFault.SYNTAX)
    _refuse_unseen(content)
    if not _DOT_ATOM.fullmatch(content):
        if not quoted:
            raise InvalidAddress(AddressFault.SYNTAX)
        content = '"' + re.sub(r'(["\\])', r"\\\1", content) + '"'
    if len(content.encode()) > _LONGEST_LOCAL:
        raise InvalidAddress(AddressFault.TOO_LONG)
    return content


def _folded(text: str) -> str:
    """Return a text in lower case and NFKC, the same when it is folded again."""
    # Lower case can decompose characters, and NFKC can bring capitals.
    previous = ""
    while text != previous:
        previous, text = text, unicodedata.normalize("NFKC", _lower(unicodedata.normalize("NFKC", text)))
    return text


def _lower(text: str) -> str:
    """Return a text in lower case, the same for every case in which its letters are written."""
    # str.lower() writes a sigma by what comes after the full stop, and leaves the second small form of a letter as it
    # is. Where a form is two letters, such as ss for ß, the letter stays one.
    letters = (form.lower() if len(form := letter.casefold()) == 1 else letter.lower() for letter in text)
    return _FINAL_SIGMA.sub("\u03c2", "".join(letters))


def _fits_header(normal: str) -> bool:
    """Tell whether a letter to this address can be composed, and says this address and no other."""
    # Such an address needs no proof, and the proof takes five times as long as all the rest.
    if normal.isascii() and '"' not in normal and "=?" not in normal:
        return True
    letter = EmailMessage(policy=SMTP)
    try:
        letter["To"] = normal
        header = letter["To"]
        letter.as_bytes()
    except (MessageError, ValueError, IndexError, AttributeError):
        return False
    # Whether letters before the @ that are not ASCII can be mailed depends on the mail server (RFC 6531).
    defects = [defect for defect in header.defects if not isinstance(defect, NonASCIILocalPartDefect)]
    return not defects and [address.addr_spec for address in header.addresses] == [normal]
