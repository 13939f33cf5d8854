"""States of mails that came in, and what keeps one from being read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What has become of a mail."""

    WAITING = "waiting", _("waits to be read")
    TAKEN = "taken", _("taken in")
    QUARANTINED = "quarantined", _("put aside")


class Trouble(models.TextChoices):
    """Why a mail is put aside for staff."""

    TOO_LARGE = "too_large", _("It is larger than we take in; only its head was kept.")
    TOO_DEEP = "too_deep", _("It has more parts than a mail of a person has.")
    UNREADABLE = "unreadable", _("It could not be read as a mail.")
    NO_SENDER = "no_sender", _("It says of nobody that he or she sent it.")
    OUR_OWN = "our_own", _("It comes from this site itself.")
    FLOOD = "flood", _("The same sender has sent too many on this day.")
    NOBODYS = "nobodys", _("No part of the site takes such mails.")
    FAILED = "failed", _("An error came up each time it was read.")


class LeftOut(models.TextChoices):
    """Why an attachment was not kept."""

    TYPE = "type", _("of a kind that we do not take")
    LARGE = "large", _("too large")
    MANY = "many", _("more than we take with a mail")
