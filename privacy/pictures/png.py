"""PNG files (W3C PNG, third edition): the size, and the file without metadata."""

import struct

from privacy.pictures.enums import ImageKind
from privacy.pictures.image_file import ImageFile

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Pixels, palette, transparency and colour. Not text, time, EXIF, nor the frames of an animation: the first is shown.
_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
     b"pHYs"}
)  # fmt: skip


def read_png(content: bytes) -> ImageFile:
    """Return the picture with only the chunks that draw it; what follows the end goes."""
    kept = [SIGNATURE]
    name, at = b"", len(SIGNATURE)
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError(at)
        if name in _KEPT:
            kept.append(content[at:end])
        at = end
    if content[12:16] != b"IHDR":
        raise ValueError(12)
    width, height = struct.unpack_from(">II", content, 16)
    return ImageFile(kind=ImageKind.PNG, width=width, height=height, content=b"".join(kept))
