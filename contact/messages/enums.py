"""How messages come, and who else is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way by which a message came."""

    FORM = "form", _("form")
    MAIL = "mail", _("e-mail")


class PersonRole(models.TextChoices):
    """What somebody else has to do with a message."""

    COPY = "copy", _("in copy")
    MENTIONED = "mentioned", _("mentioned")
