"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.TextChoices):
    """What a choice was made on: as coarse as can be, kept only until it is counted."""

    MOBILE = "m", _("mobile")
    DESKTOP = "d", _("desktop")


class SightingKind(models.TextChoices):
    """What can be kept out."""

    COOKIE = "cookie", _("a cookie of our own pages")
    CSP = "csp", _("something that a page wanted to load")
