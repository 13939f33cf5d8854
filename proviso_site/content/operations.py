"""Keeping a picture."""

import hashlib

from privacy.pictures.image_file import ImageFile
from privacy.pictures.reading import read_image
from proviso_site.content.models import Picture

LONGEST_SIDE = 1_600  # pixels: twice of what is shown, for dense screens
MOST_BYTES = 500_000


def read_picture(content: bytes) -> ImageFile:
    """Return an uploaded picture as a page shows it. Raises ``PictureRefused``."""
    return read_image(content, longest_side=LONGEST_SIDE, most_bytes=MOST_BYTES)


def keep_picture(*, image: ImageFile) -> Picture:
    """Keep a picture; the same bytes are one row."""
    picture, _is_new = Picture.objects.get_or_create(
        sha256=hashlib.sha256(image.content).hexdigest(),
        defaults={"kind": image.kind, "width": image.width, "height": image.height, "content": image.content},
    )
    return picture
