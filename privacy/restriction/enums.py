"""Choices of restrictions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RestrictionCause(models.TextChoices):
    """The conditions under which data is only stored (GDPR Art. 18(1))."""

    DISPUTED = "disputed", _("its accuracy is contested (GDPR Art. 18(1)(a))")
    REQUESTED = "requested", _("the person asked for it (GDPR Art. 18(1))")


class NotGuarded(models.TextChoices):
    """The only reasons for which the rows of a model with personal data are used while they are restricted."""

    REQUEST = "request", _("it is how the request itself is handled (GDPR Art. 12)")
    STAFF = "staff", _("an account that works here, and what it did, guards the rights of others (GDPR Art. 18(2))")
    PROOF = "proof", _("it is only stored: proof of what happened, read when somebody asks for it")
    OWN_YES = "own_yes", _("it waits for the person's own yes, which a restriction allows (GDPR Art. 18(2))")
    STOPS = "stops", _("it is what stops the use of other data")
