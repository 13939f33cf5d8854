"""Choices of corrections."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorrectionState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waits until the new address is confirmed")
    WAITING = "waiting", _("waits for a decision")
    CHANGED = "changed", _("changed")
    KEPT = "kept", _("not changed")


OPEN = (CorrectionState.UNCONFIRMED, CorrectionState.WAITING)
DECIDED = (CorrectionState.CHANGED, CorrectionState.KEPT)

# What staff answer for a value, and the names of the public form, which repeats the first two for each value.
CHANGE, KEEP = "change", "keep"
VALUE, RIGHT_VALUE, ADDRESS = "value", "right_value", "email"
