"""Kinds of blocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BlockKind(models.TextChoices):
    """What a block of a page shows."""

    HEADING = "heading", _("Heading")
    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    LINK = "link", _("Link")
    EMBED = "embed", _("Content of another service")
