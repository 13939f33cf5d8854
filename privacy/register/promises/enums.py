"""Choices of promises and verdicts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VerdictKind(models.TextChoices):
    """The result of the check of a promise."""

    KEPT = "kept", pgettext_lazy("promise", "kept")
    BROKEN = "broken", _("broken")
    UNPROVEN = "unproven", _("unproven")


class PromiseKind(models.TextChoices):
    """The subject of a promise."""

    NOTICE = "notice", _("the notice itself")
    DATA = "data", _("what is collected")
    PURPOSE = "purpose", _("what it is used for")
    RECIPIENT = "recipient", _("who receives it")
    RETENTION = "retention", _("how long it is kept")
    RIGHT = "right", _("people's rights")
    STORAGE = "storage", _("cookies and storage")
    CONTACT = "contact", _("how to reach us")
