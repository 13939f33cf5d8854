"""Choices of purposes and of the controller."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalBasis(models.TextChoices):
    """Legal basis by GDPR Art. 6(1). Consent to storage on a device is also required by ekomloven § 3-15."""

    CONSENT = "consent", _("consent (GDPR Art. 6(1)(a))")
    CONTRACT = "contract", _("contract (GDPR Art. 6(1)(b))")
    LEGAL_OBLIGATION = "legal_obligation", _("legal obligation (GDPR Art. 6(1)(c))")
    VITAL_INTERESTS = "vital_interests", _("vital interests (GDPR Art. 6(1)(d))")
    PUBLIC_TASK = "public_task", _("task in the public interest (GDPR Art. 6(1)(e))")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest (GDPR Art. 6(1)(f))")


class Supply(models.TextChoices):
    """What no website does without, so that somebody has people's data for it: a recipient, or the company itself."""

    HOSTING = "hosting", _("hosting of the website")
    MAIL = "mail", _("sending of e-mail")
    MAILBOX = "mailbox", _("mailbox for what people write")


class Assessment(models.TextChoices):
    """State of the impact assessment of a purpose (GDPR Art. 35, LAW A-12)."""

    UNSCREENED = "unscreened", _("nobody has looked")
    NOT_NEEDED = "not_needed", _("not needed")
    NEEDED = "needed", _("needed, not done")
    DONE = "done", _("done")


class OfficerState(models.TextChoices):
    """Whether there is a data protection officer (GDPR Art. 37 to 39, LAW A-13). Empty: not decided."""

    APPOINTED = "appointed", _("yes, appointed")
    NONE = "none", _("no")
    NOT_NEEDED = "not_needed", _("no, we have assessed that none is needed")
