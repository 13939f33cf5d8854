"""The questions of who somebody is, while which the clock of a request stands still."""

import uuid

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import LONGEST_REASONS, Case


class Pause(models.Model):
    """A question of who somebody is, while whose answer is awaited the clock stands still (GDPR Art. 12(6), LAW D-09).

    ``doubt`` is why staff had reason to ask, ``question`` what the person reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    doubt = models.TextField(_("reason for the doubt"), validators=[MaxLengthValidator(LONGEST_REASONS)])
    question = models.TextField(_("question"), validators=[MaxLengthValidator(LONGEST_REASONS)])

    class Meta:
        ordering = ("asked_at",)
        verbose_name = _("question of identity")
        verbose_name_plural = _("questions of identity")
        constraints = (
            models.UniqueConstraint(fields=("case",), condition=Q(answered_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("asked_at")), name="pause_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(doubt="") & ~Q(question=""), name="pause_has_reason"),
            models.CheckConstraint(
                condition=~Q(doubt__contains="@") & ~Q(question__contains="@"), name="pause_holds_no_address"
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)
