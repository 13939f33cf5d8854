"""Choices of statistics."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceClass(models.TextChoices):
    """The class of device that a page was read on, no finer than a layout needs (LAW P14, C-31)."""

    MOBILE = "mobile", _("mobile")
    TABLET = "tablet", _("tablet")
    DESKTOP = "desktop", _("desktop")
    OTHER = "other", _("other")
