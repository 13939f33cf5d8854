"""Consent records, the wording they refer to, and daily counts of choices."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consent.choices.enums import Control, Surface
from consent.gate.enums import Device
from consent.services.enums import Category
from privacy.register.models import Revision
from privacy.web.row_names import dated


class ChoiceCountQuerySet(models.QuerySet["ChoiceCount"]):
    def refusals(self) -> "ChoiceCountQuerySet":
        return self.filter(granted="")


class ChoiceCount(models.Model):
    """The number of identical answers on one day. A refusal is stored in the browser only and counted here."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=8)
    device = models.CharField(_("device"), max_length=1, choices=Device)
    granted = models.CharField(_("said yes to"), max_length=64, blank=True, help_text=_("Empty: to nothing."))
    count = models.PositiveIntegerField(_("answers"), default=0)

    objects: ClassVar = ChoiceCountQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "language", "device", "granted")
        verbose_name = _("answers on a day")
        verbose_name_plural = _("answers by day")
        constraints = (
            models.UniqueConstraint(fields=("day", "language", "device", "granted"), name="answers_counted_once"),
        )

    def __str__(self) -> str:
        return dated(self, self.day)


class InterfaceText(models.Model):
    """The exact wording of a question, stored once; a consent record refers to it by its hash."""

    sha256 = models.CharField(_("hash"), max_length=64, primary_key=True)
    language = models.CharField(_("language"), max_length=8)
    html = models.TextField(_("text"))

    class Meta:
        verbose_name = _("wording of the question")
        verbose_name_plural = _("wordings of the question")

    def __str__(self) -> str:
        return f"{capfirst(str(self._meta.verbose_name))} {self.sha256[:8]}"


# Changes that are not in the journal yet (decision 8).
UNSEALED = Q(given_seq__isnull=True) | Q(ended_under__isnull=False, ended_seq__isnull=True)


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def standing(self) -> "ConsentRecordQuerySet":
        return self.filter(withdrawn_at__isnull=True, replaced_by__isnull=True)

    def unsealed(self) -> "ConsentRecordQuerySet":
        return self.filter(UNSEALED)


class ConsentRecord(models.Model):
    """A consent given by a browser, without address, IP or user agent; only that browser knows the record's id.

    Written by ``consent.operations`` only. A refusal leaves no record. A trigger refuses every change to the consent
    given, and a second end; ``given_seq`` and ``ended_seq`` number the journal entries that seal it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_at = models.DateTimeField(_("given at"))
    # No foreign key: a revision cannot be deleted, and the check would make every consent write to the same row.
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        related_name="consents",
        verbose_name=_("revision"),
        db_index=False,
        db_constraint=False,
    )
    language = models.CharField(_("language"), max_length=8)
    surface = models.CharField(_("asked on"), max_length=8, choices=Surface)
    control = models.CharField(_("control used"), max_length=8, choices=Control)
    options = ArrayField(models.CharField(max_length=16, choices=Category), verbose_name=_("options shown"))
    granted = ArrayField(models.CharField(max_length=16, choices=Category), verbose_name=_("said yes to"))
    granted_at = ArrayField(
        models.DateTimeField(),
        verbose_name=_("said yes at"),
        help_text=_("One time for each category: an answer that only adds one leaves the times of the others."),
    )
    interface_hash = models.CharField(_("hash of the wording"), max_length=64)
    is_gpc = models.BooleanField(_("browser sent Global Privacy Control"))
    expires_at = models.DateTimeField(_("lasts until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    replaced_by = models.UUIDField(_("replaced by"), null=True)
    ended_under = models.PositiveIntegerField(_("revision when it ended"), null=True)
    given_seq = models.BigIntegerField(_("journal number of the yes"), null=True)
    ended_seq = models.BigIntegerField(_("journal number of its end"), null=True)
    device = models.CharField(_("device, until it is counted"), max_length=1, choices=Device, blank=True, db_default="")
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = ConsentRecordQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at",)
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = (
            models.Index(fields=("given_at",), name="consent_unsealed", condition=UNSEALED),
            models.Index(fields=("given_at", "id"), name="consent_by_time"),
            models.Index(fields=("language", "given_at"), name="consent_by_language"),
            models.Index(fields=("surface", "given_at"), name="consent_by_surface"),
            models.Index(fields=("control", "given_at"), name="consent_by_control"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(granted=[]), name="a_refusal_leaves_no_record"),
            models.CheckConstraint(
                condition=Q(granted__contained_by=F("options")), name="consent_only_to_what_was_shown"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("given_at")), name="consent_ends_after_it_was_given"),
            models.CheckConstraint(
                condition=Q(granted_at__len=Func(F("granted"), function="cardinality", output_field=IntegerField())),
                name="each_category_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return dated(self, self.given_at)
