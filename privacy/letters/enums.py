"""Choices of letters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Allowance(TextChoices):
    """What the limits of public forms said about a letter when it was posted."""

    USUAL = "usual", _("usual")
    FIRST = "first", _("first of its sender today")
    HELD = "held", _("held back: too many from one sender or in total")
