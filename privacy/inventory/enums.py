"""Choices of declarations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """The origin of a value; only provided and observed values are portable (Art. 20, LAW D-27)."""

    PROVIDED = "provided", _("you gave it to us")
    OBSERVED = "observed", _("recorded when you used the service")
    INFERRED = "inferred", _("concluded by us")


class Role(models.TextChoices):
    """What a row is to a person."""

    OWNER = "owner", _("theirs")
    PARTICIPANT = "participant", _("takes part in it")
    MENTIONED = "mentioned", _("is mentioned in it")


class KeepReason(models.TextChoices):
    """The only reasons for which an erasure may keep data (LAW D-23, D-37)."""

    ACCOUNTABILITY = "accountability", _("to show how the request was handled (GDPR Art. 5(2))")
    LEGAL_CLAIM = "legal_claim", _("to establish or defend a legal claim (GDPR Art. 17(3)(e))")
    BOOKKEEPING = "bookkeeping", _("the Bookkeeping Act requires it (GDPR Art. 17(3)(b))")
    MISTAKE = "mistake", _("so that an erasure that was a mistake can be undone for some days (GDPR Art. 32(1)(c))")
    OBJECTION = "objection", _("so that nobody signs the address up again (GDPR Art. 21(3))")
    STAFF_ACCOUNT = "staff_account", _("needed while the person works here (GDPR Art. 6(1)(b))")


class NotPersonal(models.TextChoices):
    """The reasons why a field or a model is not personal data, or not part of a copy."""

    REGISTER = "register", _("facts about the company, not about a person")
    AGGREGATE = "aggregate", _("counts without any identifier")
    ANONYMOUS = "anonymous", _("tables of counts that passed the gate for sharing")
    EVIDENCE = "evidence", _("ids, counts and hashes only, by database constraint")
    FRAMEWORK = "framework", _("the framework's own bookkeeping, no person in it")
    REFERENCE = "reference", _("a link between rows, of no meaning outside the database")
    PLUMBING = "plumbing", _("state of a job or a lock")
    EMPTY = "empty", _("a table that stays empty, by database constraint")
    SECRET = "secret", _("a credential that a copy would endanger")


class StopCause(models.TextChoices):
    """Requests that end the use of data at once and cannot be refused."""

    OBJECTION = "objection", _("objection to marketing or profiling (GDPR Art. 21(2) and (3))")
    WITHDRAWAL = "withdrawal", _("withdrawal of a consent (GDPR Art. 7(3))")
