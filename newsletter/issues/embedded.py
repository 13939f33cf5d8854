"""A picture as a part of a mail: encoded once for all copies, and fetched by nobody (RFC 2387, RFC 2392)."""

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.mime.image import MIMEImage
from functools import cached_property

_LINE = "\r\n"


@dataclass(frozen=True, kw_only=True)
class EmbeddedPicture:
    """The bytes of a picture and how the HTML names them. ``subtype`` is that of ``image/``."""

    content_id: str
    name: str
    subtype: str
    content: bytes = field(repr=False)

    @cached_property
    def attachment(self) -> MIMEImage:
        """Return the part for providers with an interface of their own; one for all copies."""
        part = MIMEImage(self.content, self.subtype)
        part["Content-ID"] = f"<{self.content_id}>"
        part["Content-Disposition"] = f'inline; filename="{self.name}"'
        return part

    @property
    def encoded(self) -> bytes:
        """Return the part with its headers, lines ended by CRLF. No line of it begins with a dot or a dash."""
        head = (
            f'Content-Type: image/{self.subtype}; name="{self.name}"{_LINE}'
            f"Content-Transfer-Encoding: base64{_LINE}"
            f"Content-ID: <{self.content_id}>{_LINE}"
            f'Content-Disposition: inline; filename="{self.name}"{_LINE}{_LINE}'
        )
        return head.encode() + encodebytes(self.content).replace(b"\n", _LINE.encode())


def around(pictures: Sequence[EmbeddedPicture], boundary: str) -> tuple[bytes, bytes]:
    """Return what comes before the part with the HTML, and after it, so that it can show the pictures."""
    before = (
        f'Content-Type: multipart/related; type="text/html";{_LINE} boundary="{boundary}"{_LINE}{_LINE}'
        f"--{boundary}{_LINE}"
    )
    parts = b"".join(f"{_LINE}--{boundary}{_LINE}".encode() + picture.encoded for picture in pictures)
    return before.encode(), parts + f"--{boundary}--{_LINE}".encode()
