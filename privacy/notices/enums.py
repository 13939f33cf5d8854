"""Choices of notices to recipients."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a recipient is told (GDPR Art. 19)."""

    CORRECTED = "corrected", _("data was corrected")
    ERASED = "erased", _("data was erased")
    RESTRICTED = "restricted", _("data is only stored")


class NoticeState(models.TextChoices):
    DUE = "due", _("to be delivered")
    ASKED = "asked", _("sent, waits for an answer")
    DONE = "done", _("delivered")
    FAILED = "failed", _("could not be delivered; staff take over")


class Channel(models.TextChoices):
    CONNECTOR = "connector", _("in their system")
    MAIL = "mail", _("by mail")
    HAND = "hand", _("by staff")


class Answer(models.TextChoices):
    """What a recipient answers."""

    DONE = "done", _("We have done it")
    NOTHING = "nothing", _("We have nothing about this person")
    KEPT = "kept", _("We cannot do it, or not with all of it")


OPEN = (NoticeState.DUE, NoticeState.ASKED, NoticeState.FAILED)
