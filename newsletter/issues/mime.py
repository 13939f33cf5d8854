"""The bytes of an issue, made once for each language: for a copy only headers, its own links and values are put in.

Both bodies are quoted-printable; the pictures that the HTML shows are parts beside it. A link stands between two soft
line breaks, so that it can be put into the encoded text without encoding the rest again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.header import Header
from email.quoprimime import body_encode
from email.utils import formatdate, parseaddr
from typing import Any

from django.core.mail.message import sanitize_address
from django.utils.html import escape

from newsletter.issues.embedded import EmbeddedPicture, around
from newsletter.issues.smtp import EncodedCopy
from privacy.letters.mail import UntrackedMessage

PLACE_OF_LINK, PLACE_OF_SETTINGS = "%%UNSUBSCRIBE%%", "%%SETTINGS%%"
PLACE_OF_ADDRESS, PLACE_OF_SINCE = "%%ADDRESS%%", "%%SINCE%%"
Own = Mapping[str, str]  # the place in the text, and the link or the value of the reader that belongs there
_LINKS = frozenset({PLACE_OF_LINK, PLACE_OF_SETTINGS})
_IN_HTML = "html "  # before the name of a place whose value is escaped
Piece = bytes | str  # encoded, or the name of a place
_PLACES = re.compile(f"({PLACE_OF_LINK}|{PLACE_OF_SETTINGS}|{PLACE_OF_ADDRESS}|{PLACE_OF_SINCE})")
_UNSAFE = re.compile(rb"[^A-Za-z0-9@]")
_IN_LINE = re.compile(rb"(?:=..|.){1,24}", re.DOTALL)  # at most 72 characters
_LINE, _SOFT_BREAK = "\r\n", "=\r\n"
_SIMPLE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_LONGEST = 75  # with the sign of a soft break 76 (RFC 2045)
_TEXT = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"


class PreparedIssue:
    """An issue in one language: what its copies have in common, encoded."""

    def __init__(
        self,
        *,
        subject: str,
        sender: str,
        text: str,
        html: str,
        headers: Mapping[str, str],
        pictures: Sequence[EmbeddedPicture] = (),
    ) -> None:
        self.subject, self.sender, self.text, self.html, self.headers = subject, sender, text, html, dict(headers)
        self.pictures = tuple(pictures)
        self.values = frozenset(_PLACES.findall(f"{text}{html}")) - _LINKS  # places that the text has a field for
        self.envelope = sanitize_address(parseaddr(sender)[1], "utf-8")
        boundary = hashlib.sha256(f"{subject}{text}{html}".encode()).hexdigest()[:32]
        own = {
            "Subject": Header(
                subject, None if subject.isascii() else "utf-8", header_name="Subject", maxlinelen=_LONGEST
            ).encode(linesep=_LINE),
            "From": sanitize_address(sender, "utf-8"),
            **headers,
            "MIME-Version": "1.0",
            "Content-Type": f'multipart/alternative;{_LINE} boundary="{boundary}"',
        }
        before, after = around(self.pictures, boundary[::-1]) if pictures else (b"", b"")
        edge = f"--{boundary}{_LINE}".encode()
        head = _header_lines(own) + _LINE.encode() + edge + _TEXT % b"plain"
        middle = _LINE.encode() + edge + before + _TEXT % b"html"
        tail = after + f"{_LINE}--{boundary}--{_LINE}".encode()
        self._pieces = list(_adjoining([head, *_encoded(text), middle, *_encoded(html, _IN_HTML), tail]))
        self._dotted = [piece if isinstance(piece, str) else _with_dots(piece) for piece in self._pieces]

    @property
    def size(self) -> int:
        """Return the bytes that all copies have in common, pictures included."""
        return sum(len(piece) for piece in self._pieces if isinstance(piece, bytes))

    def copy_for(self, address: str, own: Own, headers: Mapping[str, str]) -> "IssueCopy":
        """Return the copy of one reader: the links, the values and the headers are their own."""
        return IssueCopy(self, address, own, headers)

    def as_bytes(self, headers: Mapping[str, str], own: Own) -> bytes:
        """Return the message, lines ended by CRLF. Raises ``ValueError`` for a header of several lines."""
        return _joined(headers, self._pieces, dict(_encoded_own(own)))

    def encoded_for(self, address: str, own: Own, headers: Mapping[str, str]) -> EncodedCopy:
        """Return the copy of one reader as it goes through SMTP. Raises ``ValueError`` as ``copy_for`` does."""
        _check(own)
        to = _plain(address)
        encoded = {place: _with_dots(content) for place, content in _encoded_own(own)}
        content = _joined({**headers, "To": to, "Date": formatdate()}, self._dotted, encoded)
        return EncodedCopy(sender=self.envelope, recipient=to, content=content)


class IssueCopy(UntrackedMessage):
    """A copy of an issue: for providers with an interface of their own a usual message, for SMTP bytes."""

    def __init__(self, prepared: PreparedIssue, address: str, own: Own, headers: Mapping[str, str]) -> None:
        _check(own)
        text = filled(prepared.text, own)
        super().__init__(prepared.subject, text, prepared.sender, [address], headers={**prepared.headers, **headers})
        self.attach_alternative(filled(prepared.html, own, is_html=True), "text/html")
        for picture in prepared.pictures:
            self.attach(picture.attachment)
        self._prepared, self._own = prepared, own

    def message(self, **_policy: Any) -> "CopyBytes":  # type: ignore[override]
        """Return the bytes, which a backend asks for as it would ask a message of the standard library."""
        to = ", ".join(_plain(address) for address in self.to)
        own = {name: value for name, value in self.extra_headers.items() if name not in self._prepared.headers}
        return CopyBytes(self._prepared.as_bytes({**own, "To": to, "Date": formatdate()}, self._own))


class CopyBytes:
    """A message that is encoded already."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        """Return the message with this line ending."""
        return self._content if linesep == _LINE else self._content.replace(_LINE.encode(), linesep.encode())


def filled(text: str, own: Own, *, is_html: bool = False) -> str:
    """Return a text with the links and the values in their places. What a value says is no place again."""

    def put_in(match: re.Match[str]) -> str:
        place = match[0]
        if place in _LINKS or place not in own:
            return own.get(place, place)
        value = _one_line(own[place])
        return escape(value) if is_html else value

    return _PLACES.sub(put_in, text)


def _check(own: Own) -> None:
    links = [link for place, link in own.items() if place in _LINKS]
    if any(escape(link) != link or not link.isascii() for link in links):
        msg = "A link of a copy must be an address that HTML needs no signs for."
        raise ValueError(msg)


def _joined(headers: Mapping[str, str], pieces: Sequence[Piece], own: Mapping[str, bytes]) -> bytes:
    head = _header_lines(headers)
    return b"".join([head, *(own[piece] if isinstance(piece, str) else piece for piece in pieces)])


def _adjoining(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces, those between two places as one; a piece after a place begins with a line break."""
    encoded = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            encoded += piece
        else:
            yield encoded
            yield piece
            encoded = b""
    yield encoded


def _with_dots(lines: bytes) -> bytes:
    return lines.replace(b"\r\n.", b"\r\n..")


def _plain(address: str) -> str:
    """Return an address as it is written in headers; most need no parser, which takes longer than all else."""
    return address if _SIMPLE.fullmatch(address) else str(sanitize_address(address, "utf-8"))


def _header_lines(headers: Mapping[str, str]) -> bytes:
    lines = list[str]()
    for name, value in headers.items():
        if "\n" in value.replace(f"{_LINE} ", "") or "\r" in value.replace(f"{_LINE} ", ""):
            msg = f"The header {name} has several lines."
            raise ValueError(msg)
        lines.append(f"{name}: {value}{_LINE}")
    return "".join(lines).encode()


def _encoded_own(own: Own) -> Iterator[tuple[str, bytes]]:
    """Yield each place in the text and in the HTML with what is put there in quoted-printable."""
    for place, content in own.items():
        if place in _LINKS:
            link = _quoted(content).encode()
            yield place, link
            yield _IN_HTML + place, link
        else:
            value = _one_line(content)
            yield place, _quoted_value(value)
            yield _IN_HTML + place, _quoted_value(escape(value))


def _one_line(value: str) -> str:
    """Return a value without line breaks and other signs that nobody sees."""
    return value if value.isprintable() else "".join(sign for sign in value if sign.isprintable())


def _quoted_value(value: str) -> bytes:
    """Return a value in quoted-printable of which no line begins with a dot or a dash, whatever it says."""
    encoded = _UNSAFE.sub(lambda sign: b"=%02X" % sign[0][0], value.encode())
    return encoded if len(encoded) <= _LONGEST else _SOFT_BREAK.encode().join(_IN_LINE.findall(encoded))


def _encoded(text: str, prefix: str = "") -> Iterator[Piece]:
    """Yield the text in quoted-printable, and the places, each between two soft line breaks and with the prefix."""
    for number, piece in enumerate(_PLACES.split(text)):
        if number % 2:
            yield _SOFT_BREAK.encode()
            yield prefix + piece
            yield _SOFT_BREAK.encode()
        else:
            yield _quoted(piece).encode()


def _quoted(text: str) -> str:
    # The encoder reads a character as the byte of its number.
    return body_encode(text.encode().decode("latin-1"), maxlinelen=_LONGEST, eol=_LINE)
