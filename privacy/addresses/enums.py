"""Reasons for which a text is no address that we accept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressFault(models.TextChoices):
    """What is wrong with an address; the label says what to do. The value is the code of a form's error."""

    SYNTAX = "invalid", _("Write an e-mail address, such as name@example.com.")
    UNSEEN = "unseen", _("The address has a space or a character that nobody can see. Type it instead of pasting it.")
    DOMAIN = "domain", _("After the @ comes the name of a domain, such as example.com.")
    TOO_LONG = "max_length", _("An e-mail address has at most 254 characters, and at most 64 before the @.")
    UNMAILABLE = "unmailable", _("No e-mail can be sent to this address.")
