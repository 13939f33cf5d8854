"""WebP files (RFC 9649): the size, and the file without metadata."""

import struct

from django.utils.translation import gettext as _

from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile

_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"})
_HAS_EXIF_OR_XMP = 0b1100


def read_webp(content: bytes) -> ImageFile:
    """Return the picture with only the chunks that draw it. Raises ``PictureRefused`` for a moving picture."""
    kept: list[bytes] = []
    size = (0, 0)
    at, last = 12, 8 + int.from_bytes(content[4:8], "little")
    if last > len(content):
        raise ValueError(last)
    while at < last:
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        chunk = content[at:end]
        if len(chunk) < 8 + length:
            raise ValueError(at)
        if name in (b"ANIM", b"ANMF"):
            raise PictureRefused(_("The picture moves. Save it as one that stands still."))
        if name in (b"VP8X", b"VP8L", b"VP8 ") and size == (0, 0):
            size = _size(name, chunk[8:])
        if name == b"VP8X":
            chunk = chunk[:8] + bytes((chunk[8] & ~_HAS_EXIF_OR_XMP,)) + chunk[9:]
        if name in _KEPT:
            kept.append(chunk.ljust(end - at, b"\0"))
        at = end
    body = b"WEBP" + b"".join(kept)
    clean = b"RIFF" + struct.pack("<I", len(body)) + body
    return ImageFile(kind=ImageKind.WEBP, width=size[0], height=size[1], content=clean)


def _size(name: bytes, data: bytes) -> tuple[int, int]:
    """Return the width and height from the first chunk that knows them: the canvas, else the only frame."""
    if name == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 6)
    return width & 0x3FFF, height & 0x3FFF
