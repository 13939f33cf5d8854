"""Choices of what staff take in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenBy(models.TextChoices):
    """How staff saw who somebody is. Nothing of it is stored but the way, and the reason in words (LAW D-08)."""

    CALLED_BACK = "called_back", _("we called back a number that we had before")
    WROTE_FROM = "wrote_from", _("we wrote to a postal address that we had before, and got an answer")
    ANSWERED = "answered", _("answered what only they and we know")
    KNOWN = "known", _("one of us knows the person")
    SHOWN = "shown", _("showed us a document, which we looked at and did not keep")
