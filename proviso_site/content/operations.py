"""Keeping a picture."""

import hashlib

from privacy.pictures.reading import read_image
from proviso_site.content.models import Picture


def keep_picture(*, content: bytes) -> Picture:
    """Keep a picture without its metadata; the same bytes are one row. Raises ``PictureRefused``."""
    image = read_image(content)
    picture, _is_new = Picture.objects.get_or_create(
        sha256=hashlib.sha256(image.content).hexdigest(),
        defaults={"kind": image.kind, "width": image.width, "height": image.height, "content": image.content},
    )
    return picture
