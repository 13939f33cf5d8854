"""Legal hold: what is due and stays for the time being, without saying whose it is (LAW D-37)."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.enums import HoldReason


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self, now: datetime) -> "LegalHoldQuerySet":
        """The holds that keep something at this time."""
        return self.filter(lifted_at__isnull=True, ends_at__gt=now)


class LegalHold(models.Model):
    """A reason to keep certain rows, or everything about one person, until a date.

    A person is known only by ``subject_key``: the SHA-256 of ``salt`` and the normalised address. Each hold has a salt
    of its own, so that two holds do not show that they are about the same person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(_("reason"), max_length=16, choices=HoldReason)
    reference = models.CharField(
        _("case or file number"), max_length=40, validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_./-]*$")]
    )
    salt = models.CharField(_("salt"), max_length=32, blank=True, editable=False)
    subject_key = models.CharField(_("person, as a hash"), max_length=64, blank=True, editable=False)
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.PositiveBigIntegerField(_("placed by account"), null=True)
    ends_at = models.DateTimeField(_("ends at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.PositiveBigIntegerField(_("lifted by account"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at",)
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = (
            models.CheckConstraint(condition=~Q(reference__contains="@"), name="hold_names_no_address"),
            models.CheckConstraint(
                condition=Q(salt="", subject_key="") | ~Q(salt="") & ~Q(subject_key=""), name="hold_salts_its_person"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class HeldRow(models.Model):
    """One row on hold. The rows that would take it with them when they are deleted are listed beside it."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="rows")
    model = models.CharField(_("model"), max_length=80)
    object_id = models.CharField(_("row"), max_length=64)

    class Meta:
        verbose_name = _("row on hold")
        verbose_name_plural = _("rows on hold")
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "hold"), name="held_row_once_a_hold"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
