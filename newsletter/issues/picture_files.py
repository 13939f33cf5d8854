"""Picture files that staff give to an issue: which a mail takes."""

from django.utils.translation import gettext as _

from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile
from privacy.pictures.reading import read_image

# In a mail a picture takes a third more. With its texts a mail stays below 1 MB, which takes long on a bad line.
MOST_BYTES = 300_000
MOST_BYTES_TOGETHER = 600_000
MOST_PIXELS = 2_000  # a side: more than twice of what is shown, for dense screens


def read_picture(content: bytes) -> ImageFile:
    """Return a picture that mail programs can show, without its metadata. Raises ``PictureRefused``."""
    image = read_image(content)
    if image.kind not in (ImageKind.JPEG, ImageKind.PNG):
        raise PictureRefused(
            _("Many mail programs cannot show %(kind)s. Save the picture as JPEG or PNG.")
            % {"kind": ImageKind(image.kind).label}
        )
    if image.is_turned:
        raise PictureRefused(
            _("The picture lies on its side, and only a note in the file says so. Turn it and save it again.")
        )
    if len(image.content) > MOST_BYTES:
        raise PictureRefused(
            _("The picture has %(size)d kB; in a mail it may have %(most)d kB. Save it smaller.")
            % {"size": -(-len(image.content) // 1000), "most": MOST_BYTES // 1000}
        )
    if max(image.width, image.height) > MOST_PIXELS:
        raise PictureRefused(
            _("The picture is %(width)d × %(height)d pixels; in a mail a side may have %(most)d. Save it smaller.")
            % {"width": image.width, "height": image.height, "most": MOST_PIXELS}
        )
    return image
