"""Mandates of people who ask for somebody else, claimed and looked at (LAW D-33)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case
from privacy.addresses.model_fields import AddressField, WrittenAddressField


class AnswerTo(models.TextChoices):
    PERSON = "person", _("the person")
    REPRESENTATIVE = "representative", _("who acts for the person")


class Mandate(models.Model):
    """A mandate that staff have looked at: who acts for the person, for what, until when, and who gets the answer.

    ``statement`` says what the mandate is, such as a signed paper, which may be a file of the request.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="mandate")
    name = models.CharField(_("who acts for the person"), max_length=200, blank=True)
    email = AddressField(_("e-mail address of who acts"), blank=True, db_index=True)
    email_written = WrittenAddressField(_("the same, as written"), editable=False, blank=True)
    scope = models.CharField(_("what they may do"), max_length=500)
    statement = models.TextField(_("what the mandate is"))
    valid_until = models.DateField(_("valid until"), null=True)
    answer_to = models.CharField(_("where the answer goes"), max_length=16, choices=AnswerTo)
    looked_at = models.DateTimeField(_("looked at"))
    # No foreign key: it outlives the account.
    staff = models.PositiveBigIntegerField(_("account"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = (models.CheckConstraint(condition=~Q(scope="") & ~Q(statement=""), name="mandate_has_scope"),)

    def __str__(self) -> str:
        return str(self.case_id)


class MandateClaim(models.Model):
    """What a representative wrote in the form of the site, until staff have looked at the mandate or said no.

    Nobody has verified any of it but the representative's address, which confirms the request. ``mailed_at`` is when
    the letter that asks for it was composed. Accepting the mandate deletes it.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="mandate_claim")
    name = models.CharField(_("who acts for the person"), max_length=200, blank=True)
    email = AddressField(_("e-mail address of who acts"), blank=True, db_index=True)
    email_written = WrittenAddressField(_("the same, as written"), editable=False, blank=True)
    statement = models.TextField(_("what the mandate is"))
    mailed_at = models.DateTimeField(_("asked to confirm at"), null=True, editable=False)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("mandate that nobody has looked at")
        verbose_name_plural = _("mandates that nobody has looked at")

    def __str__(self) -> str:
        return str(self.case_id)
