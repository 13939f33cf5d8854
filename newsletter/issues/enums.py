"""States of issues and deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueState(models.TextChoices):
    """State of an issue; ``moves`` says which follows which.

    From ``FROZEN`` on its texts, its mails and the people who get it are as they were when staff let it go.
    """

    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("ready, waits for somebody to start it")
    SCHEDULED = "scheduled", _("will start by itself")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class PauseReason(models.TextChoices):
    """Why an issue is paused. All but the first end by themselves."""

    STAFF = "staff", _("paused by staff")
    BUSY = "busy", _("the mail server asked us to wait")
    DAILY_CAP = "daily_cap", _("the mails of a day are used up")


class SkipReason(models.TextChoices):
    """Why a copy was not sent."""

    ENDED = "ended", _("the subscription had ended")
    PAUSED = "paused", _("the person has paused the newsletter")
    TOPICS = "topics", _("the person wants other topics")
    INTERESTS = "interests", _("the person said yes to a list of interests, which has others")
    SUPPRESSED = "suppressed", _("the person has left and may come back only by themselves")
    CANCELLED = "cancelled", _("the issue was cancelled")
    RESTRICTED = "restricted", _("the data is only stored")


class DeliveryState(models.TextChoices):
    """State of a delivery. Only ``PENDING`` is ever claimed, so no copy is sent twice.

    A claimed copy whose worker was killed waits again; one that was handed over is ``UNCERTAIN`` until the provider or
    staff say what became of it.
    """

    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused by the mail server")
    UNCERTAIN = "uncertain", _("interrupted, may have been sent")
    LEFT = "left", _("interrupted, not sent again")
    SKIPPED = "skipped", _("not sent on purpose")
