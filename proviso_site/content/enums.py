"""Kinds of blocks, and of picture files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BlockKind(models.TextChoices):
    """What a block of a page shows."""

    HEADING = "heading", _("Heading")
    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    LINK = "link", _("Link")
    EMBED = "embed", _("Content of another service")


class ImageKind(models.TextChoices):
    """Picture files that browsers show and that cannot carry a script. The value is the file's ending."""

    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    AVIF = "avif", "AVIF"

    @property
    def media_type(self) -> str:
        """Return the value of Content-Type."""
        return "image/jpeg" if self is ImageKind.JPEG else f"image/{self.value}"
