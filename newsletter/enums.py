"""States and reasons, as closed lists."""

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


class IssueState(models.TextChoices):
    """How far an issue has come."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class DeliveryState(models.TextChoices):
    """What became of one copy. Nothing but ``PENDING`` is ever sent, so no copy leaves twice."""

    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused by the mail server")
    UNCERTAIN = "uncertain", _("interrupted, may have been sent")
    SKIPPED = "skipped", _("not sent, the subscription had ended")
