"""JPEG files (ITU-T T.81): the size, and the file without metadata."""

import struct

from privacy.pictures.enums import ImageKind
from privacy.pictures.image_file import ImageFile

_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
# Frames; C4, C8 and CC are something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Tables, frames, scans and restart intervals: what a picture is drawn from.
_DRAWN = _FRAMES | {0xC4, 0xCC, _SCAN, 0xDB, 0xDC, 0xDD}
_RESTARTS = frozenset(range(0xD0, 0xD8))
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_ORIENTATION = 0x0112
_ON_ITS_SIDE = 5  # orientations from here swap width and height


def read_jpeg(content: bytes) -> ImageFile:
    """Return the picture with only what draws it, its colour profile and the way it is turned.

    All else goes: place, camera and thumbnail (EXIF, XMP), captions, comments, and what follows the end.
    """
    kept: list[bytes] = []
    width = height = 0
    orientation = 1
    at = len(_START)
    while (marker := content[at + 1]) != _END:
        if content[at] != 0xFF:
            raise ValueError(at)
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        segment = content[at:end]
        if len(segment) != end - at or end < at + 4:
            raise ValueError(at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if marker in _DRAWN or _is_kept(marker, segment):
            kept.append(content[at:end])
        at = end
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    clean = b"".join([_START, _turned(orientation), *kept, bytes((0xFF, _END))])
    is_turned = orientation != 1
    return ImageFile(kind=ImageKind.JPEG, width=width, height=height, content=clean, is_turned=is_turned)


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and content[at + 1] not in _RESTARTS:
            return at
        at += 2


def _is_kept(marker: int, segment: bytes) -> bool:
    """Tell whether an application's segment changes how the picture looks, and holds no second picture."""
    if marker == _APP0:
        return segment[4:9] == b"JFIF\0" and len(segment) == 18  # without a thumbnail
    if marker == _APP2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker == _APP14 and segment[4:9] == b"Adobe"


def _orientation(exif: bytes) -> int:
    """Return how a camera was held, 1 to 8; 1 if the file does not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(count):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, 3) and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _turned(orientation: int) -> bytes:
    """Return a segment that says nothing but how the picture is turned; nothing where it stands upright."""
    if orientation == 1:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
