"""The journal's signed heads, and what the nightly checks found."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.web.row_names import dated


class JournalHeadQuerySet(models.QuerySet["JournalHead"]):
    def waiting(self) -> "JournalHeadQuerySet":
        """Not yet in every place."""
        return self.filter(placed_at__isnull=True)

    def due(self, now: datetime) -> "JournalHeadQuerySet":
        return self.waiting().filter(due_at__lte=now)


class JournalHead(models.Model):
    """The last entry of every stream at the end of one day, signed; to be kept off this machine.

    ``text`` is the file as it is placed, signature included: it never changes.
    """

    day = models.DateField(_("day"), primary_key=True)
    text = models.TextField(_("signed file"))
    due_at = models.DateTimeField(_("to be placed at"))
    placed_at = models.DateTimeField(_("in every place since"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    objects: ClassVar = JournalHeadQuerySet.as_manager()

    class Meta:
        ordering = ("-day",)
        verbose_name = _("signed head of the journal")
        verbose_name_plural = _("signed heads of the journal")

    def __str__(self) -> str:
        return dated(self, self.day)

    @property
    def file_name(self) -> str:
        return head_name(self.day.isoformat())


class JournalCheck(models.Model):
    """What one verification of the journal found: figures, and the first faults by stream and number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checked_at = models.DateTimeField(_("checked at"))
    entries = models.PositiveBigIntegerField(_("entries"))
    heads = models.PositiveIntegerField(_("signed heads compared"))
    faults = models.PositiveIntegerField(_("faults"))
    found = models.TextField(_("first faults"), blank=True)
    guard = models.CharField(_("what guards it"), max_length=80)

    class Meta:
        ordering = ("-checked_at",)
        verbose_name = _("check of the journal")
        verbose_name_plural = _("checks of the journal")

    def __str__(self) -> str:
        return dated(self, self.checked_at)


def head_name(day: str) -> str:
    """Return the name of a day's file."""
    return f"journal-head-{day}.json"
