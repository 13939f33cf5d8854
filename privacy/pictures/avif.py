"""AVIF files (boxes of ISO/IEC 14496-12): the size. A file with metadata is refused: its parts lie at fixed offsets."""

import struct
from collections.abc import Iterator

from django.utils.translation import gettext as _

from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile

_EXPECTED = frozenset({b"ftyp", b"meta", b"mdat", b"free"})
_METADATA = frozenset({b"Exif", b"mime", b"uri "})


def read_avif(content: bytes) -> ImageFile:
    """Return the picture. Raises ``PictureRefused`` if it holds metadata or more than one picture."""
    boxes = dict(_boxes(content))
    if not boxes.keys() <= _EXPECTED:
        raise PictureRefused(_("The picture moves. Save it as one that stands still."))
    meta = dict(_boxes(boxes[b"meta"][4:]) if b"meta" in boxes else ())
    if any(kind in _METADATA for kind in _kinds_of_items(meta.get(b"iinf", b""))):
        raise PictureRefused(
            _("The file says more than the picture, such as where it was taken. Save it without that, or as JPEG.")
        )
    properties = dict(_boxes(meta.get(b"iprp", b""))).get(b"ipco", b"")
    sizes = [struct.unpack_from(">II", box, 4) for name, box in _boxes(properties) if name == b"ispe"]
    if not sizes:
        raise ValueError(0)
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    if any(name == b"irot" and box[0] % 2 for name, box in _boxes(properties)):
        width, height = height, width
    return ImageFile(kind=ImageKind.AVIF, width=width, height=height, content=content)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each box."""
    at = 0
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start)
            start += 8
        end = at + length if length else len(content)
        if end > len(content) or end < start:
            raise ValueError(at)
        yield name, content[start:end]
        at = end


def _kinds_of_items(information: bytes) -> Iterator[bytes]:
    """Yield what each item of the file is, such as ``av01`` or ``Exif``."""
    if not information:
        return
    start = 6 if information[0] == 0 else 8
    for name, box in _boxes(information[start:]):
        if name == b"infe":
            at = 8 if box[0] == 2 else 10
            yield box[at : at + 4]
