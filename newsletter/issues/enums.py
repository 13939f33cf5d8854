"""States of issues and deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueState(models.TextChoices):
    """State of an issue."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class DeliveryState(models.TextChoices):
    """State of a delivery. Only ``PENDING`` is ever claimed, so no copy is sent twice.

    A claimed copy whose worker was killed waits again; one that was being handed over is ``UNCERTAIN`` until the
    provider or staff say what became of it.
    """

    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being made ready")
    HANDING_OVER = "handing", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused by the mail server")
    UNCERTAIN = "uncertain", _("interrupted, may have been sent")
    LEFT = "left", _("interrupted, not sent again")
    SKIPPED = "skipped", _("not sent, the subscription had ended")
