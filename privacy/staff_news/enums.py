"""When a member of staff is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class When(models.TextChoices):
    """How soon somebody is told what came in."""

    AT_ONCE = "at_once", _("at once, within a minute or two")
    DAILY = "daily", _("once a day, at eight in the morning")
    NEVER = "never", _("never by mail")
