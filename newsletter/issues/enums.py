"""States of issues and deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueState(models.TextChoices):
    """State of an issue."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class DeliveryState(models.TextChoices):
    """State of a delivery. Only ``PENDING`` is ever sent, so no copy is sent twice."""

    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused by the mail server")
    UNCERTAIN = "uncertain", _("interrupted, may have been sent")
    SKIPPED = "skipped", _("not sent, the subscription had ended")
