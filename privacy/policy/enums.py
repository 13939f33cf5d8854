"""Choices of policy changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MaterialChange(models.TextChoices):
    """Kinds of policy changes that are announced to people (Art. 13(3))."""

    PURPOSE = "purpose", _("new purpose")
    BASIS = "basis", _("another legal basis")
    DATA = "data", _("more data")
    RECIPIENT = "recipient", _("new recipient")
    ROLE = "role", _("recipient with another role or company")
    COUNTRY = "country", _("data in another country")
    TRANSFER = "transfer", _("another ground for the transfer")
    RETENTION = "retention", _("kept for longer")
    SERVICE = "service", _("new service in the browser, which asks first")
    RIGHTS = "rights", _("your rights")
    CONTROLLER = "controller", _("another controller")
