"""States of requests for trial accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrialState(models.TextChoices):
    """State of a request; staff decide those that wait."""

    UNCONFIRMED = "unconfirmed", _("not confirmed yet")
    WAITING = "waiting", _("waits for an answer")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
