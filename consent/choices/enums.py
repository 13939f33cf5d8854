"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Control(models.TextChoices):
    """The button that was pressed."""

    ALL = "all", _("Accept all")
    NONE = "none", _("Reject all")
    SOME = "some", _("Save my choice")


class Surface(models.TextChoices):
    """Where the button was."""

    BANNER = "banner", _("the question at the top of a page")
    PAGE = "page", _("the page with the choices")
    INLINE = "inline", _("the place where the content stands")
