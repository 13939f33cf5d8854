"""Choices of breaches."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BreachRisk(models.TextChoices):
    """The risk of a breach to people; it decides who must be notified (Art. 33(1), 34(1))."""

    UNDECIDED = "undecided", _("not judged yet")
    NONE = "none", _("unlikely to put anybody at risk")
    RISK = "risk", _("a risk")
    HIGH = "high", _("a high risk")


class NotToldReason(models.TextChoices):
    """The only reasons not to inform the people affected by a breach of high risk (Art. 34(3))."""

    UNREADABLE = "unreadable", _("the data cannot be read by others, such as encrypted (Art. 34(3)(a))")
    AVERTED = "averted", _("the high risk is averted by what we did since (Art. 34(3)(b))")
    EFFORT = "effort", _("it would take disproportionate effort; told in public instead (Art. 34(3)(c))")
