"""Rows that are only stored."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy.restriction.enums import RestrictionCause


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> "RestrictionQuerySet":
        return self.filter(lifted_at__isnull=True)


class Restriction(models.Model):
    """One row of some table that is only stored, since when and because of which request (GDPR Art. 18, LAW D-26).

    ``source`` is the id of the request. ``noticed_at``: when the person was told that the restriction ends. A row is
    free again when every restriction on it is lifted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.CharField(_("model"), max_length=80)
    row = models.CharField(_("row"), max_length=80)
    cause = models.CharField(_("because"), max_length=12, choices=RestrictionCause)
    source = models.UUIDField(_("request"), db_index=True)
    since = models.DateTimeField(_("since"))
    noticed_at = models.DateTimeField(_("end announced at"), null=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ("since", "id")
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints = (
            models.UniqueConstraint(
                fields=("model", "row", "source"),
                condition=Q(lifted_at__isnull=True),
                name="one_restriction_per_row_and_request",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(noticed_at__isnull=False, noticed_at__lte=F("lifted_at")),
                name="restriction_ends_after_notice",
            ),
        )
        indexes = (
            models.Index(fields=("model", "row"), condition=Q(lifted_at__isnull=True), name="restriction_in_force"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.row}"
