"""Read a picture as a telephone or a program saves it, and write it as small as it is shown."""

import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"  # what a browser offers to choose
MOST_UPLOADED = 15_000_000  # bytes
MOST_PIXELS = 50_000_000  # more than a telephone takes
MOST_DECODED = 25_000_000  # of these in memory: each takes four bytes there, twice. A JPEG is decoded smaller
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_QUALITIES = (85, 75, 65, 50)
_PARTS_OF_SIDE = (1, 0.75, 0.5)
_COLOURS = 256
_ONE_AT_A_TIME = Lock()  # a process answers several requests, and has memory for one picture
_OPAQUE = 255
# What shows a picture upright, by the way in which the camera was held. Pillow's own function writes the rest of the
# metadata anew, and fails where that is odd.
_TURNS: Mapping[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises for files that are damaged, besides its own errors.
_DAMAGE = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, RuntimeError, struct.error)


def read_image(content: bytes, *, longest_side: int, most_bytes: int) -> ImageFile:
    """Return a picture upright and without metadata, within so many pixels a side and bytes: a moving one stands still.

    Raises ``PictureRefused``, with the reason in words.
    """
    if len(content) > MOST_UPLOADED:
        raise PictureRefused(
            _("The file has %(size).1f MB; a picture may have %(most).1f MB. Save it smaller.")
            % {"size": len(content) / 1e6, "most": MOST_UPLOADED / 1e6}
        )
    try:
        with _ONE_AT_A_TIME:
            image = _decoded(content, longest_side)
    except Image.DecompressionBombError as bomb:
        raise _too_large(MOST_PIXELS) from bomb
    except UnidentifiedImageError as unknown:
        raise PictureRefused(
            _("This is no JPEG, PNG, WebP or AVIF file. Save the picture as one of these.")
        ) from unknown
    except _DAMAGE as damage:
        raise PictureRefused(_("The file is damaged or not complete. Save the picture again.")) from damage
    for file in _from_best(image):
        if len(file.content) <= most_bytes:
            return file
    raise PictureRefused(_("The picture cannot be made small enough. Save it smaller, or choose another."))


def _decoded(content: bytes, longest_side: int) -> Image.Image:
    """Return the first picture of a file: upright, no larger than wanted, in the colours of the web."""
    image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(MOST_PIXELS)
    image.draft(None, (2 * longest_side, 2 * longest_side))
    if image.width * image.height > MOST_DECODED:
        raise _too_large(MOST_DECODED)
    # Only now: the metadata of a PNG may lie behind its pixels, which are decoded then.
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile, turn = image.info.get("icc_profile"), _TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    if image.mode == "I;16":
        # Else all but the darkest 256 of the 65,536 greys would turn white.
        image = image.convert("I").point(lambda grey: grey / 256)
    if image.mode not in (mode, "CMYK"):
        image = image.convert(mode)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    image = _in_web_colours(image if turn is None else image.transpose(turn), mode, profile)
    if mode == "RGBA" and image.getchannel("A").getextrema() == (_OPAQUE, _OPAQUE):
        image = image.convert("RGB")
    # Else a comment or a profile would be written with the picture.
    image.info = {}
    return image


def _too_large(most: int) -> PictureRefused:
    millions = most // 1_000_000
    return PictureRefused(_("The picture has more than %(most)d million pixels. Save it smaller.") % {"most": millions})


def _in_web_colours(image: Image.Image, mode: str, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB: without its profile another screen would show other colours."""
    if profile:
        try:
            own, web = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, web, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # of other colours than the picture, or damaged
    return image.convert(mode)


def _from_best(image: Image.Image) -> Iterator[ImageFile]:
    """Yield the picture as ever smaller files."""
    if image.mode == "RGB":
        drawing = _written(image, ImageKind.PNG)
        # A drawing is smaller as PNG, and sharper.
        if len(drawing.content) < len(_as_photo(image, _QUALITIES[0]).content):
            yield drawing
    for part in _PARTS_OF_SIDE:
        size = (max(1, round(image.width * part)), max(1, round(image.height * part)))
        smaller = image if part == 1 else image.resize(size, Image.Resampling.LANCZOS)
        if image.mode == "RGBA":
            yield _written(smaller, ImageKind.PNG)
            yield _written(smaller.quantize(_COLOURS), ImageKind.PNG)
        else:
            yield from (_as_photo(smaller, quality) for quality in _QUALITIES)


def _as_photo(image: Image.Image, quality: int) -> ImageFile:
    return _written(image, ImageKind.JPEG, quality=quality, progressive=True)


def _written(image: Image.Image, kind: ImageKind, **options: Any) -> ImageFile:
    file = BytesIO()
    image.save(file, kind.label, optimize=True, **options)
    return ImageFile(kind=kind, width=image.width, height=image.height, content=file.getvalue())
