"""Letters to send: a kind and a row, never an address."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.letters.enums import Allowance
from privacy.web.row_names import dated


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsent(self) -> "LetterQuerySet":
        return self.filter(ended_at__isnull=True)

    def lost(self) -> "LetterQuerySet":
        """Given up after the last attempt."""
        return self.filter(ended_at__isnull=False, is_sent=False).exclude(last_error="")

    def held(self) -> "LetterQuerySet":
        """Held back by the limits of public forms, and not sent yet."""
        return self.unsent().filter(held_at__isnull=False)

    def due(self, now: datetime) -> "LetterQuerySet":
        return self.unsent().filter(due_at__lte=now)


class Letter(models.Model):
    """One message to one person, composed when it is sent from the row that ``object_id`` names.

    ``held_at``: when the limits of public forms held it back; it stays after the letter was sent or dropped.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.UUIDField(_("about"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("sent, dropped or given up at"), null=True)
    is_sent = models.BooleanField(_("sent"), default=False)
    allowance = models.CharField(_("limit"), max_length=8, choices=Allowance, default=Allowance.USUAL)
    held_at = models.DateTimeField(_("held back at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("due_at",)
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = (
            models.Index(fields=("due_at",), condition=Q(ended_at__isnull=True), name="letter_unsent_by_due"),
            models.Index(fields=("due_at", "id"), name="letter_by_due"),
            models.Index(fields=("kind", "due_at"), name="letter_by_kind"),
            models.Index(fields=("is_sent", "due_at"), name="letter_by_outcome"),
            models.Index(fields=("held_at",), condition=Q(held_at__isnull=False), name="letter_by_held"),
            models.Index(fields=("object_id",), name="letter_by_object"),
        )

    def __str__(self) -> str:
        return dated(self, self.due_at)
