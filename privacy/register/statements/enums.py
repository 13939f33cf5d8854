"""Priorities of linter rules, and kinds of conditions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GapPriority(models.IntegerChoices):
    """Priority of a gap in the notice (LAW 7.1)."""

    INFRINGEMENT = 1, _("likely infringement")
    WEAKNESS = 2, _("serious weakness")
    QUALITY = 3, _("could be better")

    @property
    def blocks(self) -> bool:
        """Whether the gap stops publications until it is repaired or accepted."""
        return self is GapPriority.INFRINGEMENT


class Condition(models.TextChoices):
    """Kind of a condition for publishing a statement. ``vendor:hubspot`` is a kind and the key of a row."""

    VENDOR = "vendor", _("only while this recipient is in use and not switched off")
    SERVICE = "service", _("only while this service is in the register")
    PURPOSE = "purpose", _("only while this purpose is in the notice")
    ROWS = "rows", _("only while the register has rows of this kind")
    THIRD_COUNTRY = "third-country", _("only while a recipient works from outside the EEA")
