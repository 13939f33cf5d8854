"""What is reported of a copy, and what a comparison with the provider found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What a mail server, a mailbox or the provider says of a copy. Openings and clicks are nobody's business."""

    HARD = "hard", _("no such mailbox")
    SOFT = "soft", _("not delivered for a reason that may pass")
    COMPLAINT = "complaint", _("reported as spam")
    LEFT = "left", _("unsubscribed at the provider")


class Outcome(models.TextChoices):
    """What became of an address that the provider blocks and the site did not."""

    ENDED = "ended", _("the subscription was ended here")
    NEWER = "newer", _("confirmed here after it was blocked there, and still blocked there")
