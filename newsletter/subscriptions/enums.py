"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    """Where a subscription stands; only an active one is written to."""

    PENDING = "pending", _("not confirmed yet")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class EndReason(models.TextChoices):
    """How a subscription ended."""

    PAGE = "page", _("unsubscribed on our page")
    ONE_CLICK = "one_click", _("unsubscribed in the mail program")
    STAFF = "staff", _("ended by staff, on request")
    ERASURE = "erasure", _("ended by a request to erase it; it has to be kept for a while")
