"""Values that a person says are wrong."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import LONGEST_REASONS, Case
from dsar.corrections.enums import DECIDED, OPEN, CorrectionState


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> "CorrectionQuerySet":
        return self.filter(state__in=OPEN)

    def waiting(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.WAITING)

    def changed(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.CHANGED)


class Correction(models.Model):
    """A value with what it should say instead (GDPR Art. 16).

    ``model``, ``row`` and ``field`` name the value. All three are empty for a value outside this system, and then
    ``place`` says where it is; ``model`` alone is empty for the address of the person, which is one value wherever it
    is stored. ``asked_by`` is the account of staff that wrote it down, none for the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    model = models.CharField(_("model"), max_length=80, blank=True)
    row = models.CharField(_("row"), max_length=80, blank=True)
    field = models.CharField(_("field"), max_length=80, blank=True)
    place = models.CharField(_("where it is"), max_length=200, blank=True)
    old = models.TextField(_("what we had"), blank=True)
    new = models.TextField(_("what it should say"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=CorrectionState, default=CorrectionState.WAITING, db_index=True
    )
    reason = models.TextField(_("why not"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)])
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "model", "row", "field"),
                condition=Q(state__in=OPEN) & ~Q(field=""),
                name="one_open_correction_per_value",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False) | Q(state__in=OPEN, decided_at__isnull=True),
                name="correction_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.KEPT) | ~Q(reason=""), name="correction_kept_has_reason"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_address(self) -> bool:
        """Tell whether it is the person's address, wherever it is stored."""
        return not self.model and bool(self.field)

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether the value is outside this system."""
        return not self.field
