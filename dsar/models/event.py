"""What happened to a request, in order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.enums import EventKind
from dsar.models.case import Case


class CaseEvent(models.Model):
    """One line of a request's history. Never changed: a trigger refuses UPDATE.

    ``staff`` is the number of the account that acted, kept without a foreign key so that the history outlives it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=16, choices=EventKind)
    at = models.DateTimeField(_("at"), db_index=True)
    staff = models.PositiveBigIntegerField(_("account"), null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (models.CheckConstraint(condition=~Q(note__contains="@"), name="event_holds_no_address"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
