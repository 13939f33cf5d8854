"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceClass(models.TextChoices):
    """What a page was read on: as coarse as a layout needs it (LAW P14, C-31)."""

    MOBILE = "mobile", _("mobile")
    TABLET = "tablet", _("tablet")
    DESKTOP = "desktop", _("desktop")
    OTHER = "other", _("other")
