"""Kinds of picture files."""

from django.db import models


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
