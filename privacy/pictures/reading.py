"""Tell what a file is by its first bytes, and read it."""

import struct

from django.utils.translation import gettext as _

from privacy.pictures.avif import read_avif
from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile
from privacy.pictures.jpeg import read_jpeg
from privacy.pictures.png import SIGNATURE, read_png
from privacy.pictures.webp import read_webp

MOST_BYTES = 1_500_000
MOST_PIXELS = 8_000  # a side
_AVIF_BRANDS = (b"avif", b"mif1", b"miaf")


def read_image(content: bytes) -> ImageFile:
    """Return a picture without its metadata. Raises ``PictureRefused``, with the reason in words."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            _("The file has %(size).1f MB; a picture may have %(most).1f MB. Save it smaller.")
            % {"size": len(content) / 1e6, "most": MOST_BYTES / 1e6}
        )
    kind = image_kind(content)
    if kind is None:
        raise PictureRefused(_("This is no JPEG, PNG, WebP or AVIF file. Save the picture as one of these."))
    try:
        image = _READERS[kind](content)
    except (IndexError, struct.error, ValueError) as damage:
        raise PictureRefused(_("The file is damaged or not complete. Save the picture again.")) from damage
    if not (0 < image.width <= MOST_PIXELS and 0 < image.height <= MOST_PIXELS):
        raise PictureRefused(
            _("The picture is %(width)d × %(height)d pixels; a side may have %(most)d.")
            % {"width": image.width, "height": image.height, "most": MOST_PIXELS}
        )
    return image


def image_kind(content: bytes) -> ImageKind | None:
    """Return what a file is, whatever its name says; None for everything that is not shown."""
    if content.startswith(b"\xff\xd8\xff"):
        return ImageKind.JPEG
    if content.startswith(SIGNATURE):
        return ImageKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ImageKind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _AVIF_BRANDS and b"avif" in content[8:64]:
        return ImageKind.AVIF
    return None


_READERS = {
    ImageKind.JPEG: read_jpeg,
    ImageKind.PNG: read_png,
    ImageKind.WEBP: read_webp,
    ImageKind.AVIF: read_avif,
}
