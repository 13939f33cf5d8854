"""States and ends of subscriptions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    """State of a subscription; only active subscriptions receive the newsletter."""

    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class EndReason(models.TextChoices):
    """The way in which a subscription ended."""

    PAGE = "page", _("unsubscribed on our page")
    ONE_CLICK = "one_click", _("unsubscribed in the mail program")
    MAIL = "mail", _("unsubscribed by a mail to us")
    PROVIDER = "provider", _("unsubscribed at the mail provider")
    BOUNCED = "bounced", _("ended because mail could not be delivered")
    COMPLAINT = "complaint", _("ended because a newsletter was reported as spam")
    MOVED = "moved", _("moved to another address")
    STAFF = "staff", _("ended by staff, on request")
    OBJECTION = "objection", _("ended by an objection to marketing")
    WITHDRAWAL = "withdrawal", _("ended by a withdrawal of the consent")
    ERASURE = "erasure", _("ended by a request to erase it; it has to be kept for a while")
