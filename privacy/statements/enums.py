"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GapPriority(models.IntegerChoices):
    """How much a gap in the notice matters (LAW 7.1)."""

    INFRINGEMENT = 1, _("likely infringement")
    WEAKNESS = 2, _("serious weakness")
    QUALITY = 3, _("could be better")

    @property
    def blocks(self) -> bool:
        """Whether nothing is published until it is mended or somebody answers for it."""
        return self is GapPriority.INFRINGEMENT


class Condition(models.TextChoices):
    """What can be asked of the register before a statement is published; ``vendor:hubspot`` names the row."""

    VENDOR = "vendor", _("only while this recipient is in use and not switched off")
    SERVICE = "service", _("only while this service is in the register")
    PURPOSE = "purpose", _("only while this purpose is in the notice")
    ROWS = "rows", _("only while the register has rows of this kind")
    THIRD_COUNTRY = "third-country", _("only while a recipient works from outside the EEA")
