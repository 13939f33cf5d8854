"""Why somebody may not be put on the list by others."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SuppressionReason(models.TextChoices):
    """The class of the reason; the way in which a subscription ended is kept with the subscription only."""

    LEFT = "left", _("unsubscribed")
    OBJECTED = "objected", _("objected, withdrew the consent or asked for erasure")
    UNREACHABLE = "unreachable", _("mail could not be delivered")
    COMPLAINED = "complained", _("reported a newsletter as spam")
    IMPORTED = "imported", _("on a list of people not to write to")
