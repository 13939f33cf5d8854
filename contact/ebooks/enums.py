"""Kinds of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file of an e-book is; the value is the ending of its name."""

    PDF = "pdf", _("PDF")
    EPUB = "epub", _("EPUB")

    @property
    def media_type(self) -> str:
        return {"pdf": "application/pdf", "epub": "application/epub+zip"}[self.value]
