"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BreachRisk(models.TextChoices):
    """What a breach can do to people: decides who must be told (Art. 33(1), 34(1))."""

    UNDECIDED = "undecided", _("not judged yet")
    NONE = "none", _("unlikely to put anybody at risk")
    RISK = "risk", _("a risk")
    HIGH = "high", _("a high risk")


class NotToldReason(models.TextChoices):
    """The only reasons for not telling those affected by a breach of high risk (Art. 34(3))."""

    UNREADABLE = "unreadable", _("the data cannot be read by others, such as encrypted (Art. 34(3)(a))")
    AVERTED = "averted", _("the high risk is averted by what we did since (Art. 34(3)(b))")
    EFFORT = "effort", _("it would take disproportionate effort; told in public instead (Art. 34(3)(c))")
